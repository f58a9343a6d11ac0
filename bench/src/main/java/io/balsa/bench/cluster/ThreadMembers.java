package io.balsa.bench.cluster;

import io.balsa.bench.BenchException;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.node.ClusterNode;
import io.balsa.node.IdleMode;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All members in this process, each on threads of its own or with all duty cycles on one. */
final class ThreadMembers implements Members
{
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final ClusterFiles files;
    private AgentRunner runner;

    ThreadMembers(final int members, final ClusterFiles files, final boolean isOneThread, final IdleMode idle)
    {
        this.files = files;
        try
        {
            for (int id = 0; id < members; id++)
            {
                nodes.add(ClusterNode.launch(new ClusterNode.Context()
                    .configuration(files.configuration(id))
                    .useAgentInvoker(isOneThread)));
            }
            if (isOneThread)
            {
                runner = new AgentRunner(
                    idle.newStrategy(),
                    error -> System.err.println("bench: " + error),
                    null,
                    new AllDutyCycles(nodes.stream().map(ClusterNode::invoker).toArray(AgentInvoker[]::new)));
                AgentRunner.startOnThread(runner);
            }
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    @Override
    public Map<String, ProcessFigures> figures(final int leaderId)
    {
        return Map.of("members and client",
            ProcessFigures.ofThisProcess(
                nodes.stream().mapToLong(ClusterNode::forceCount).sum(),
                files.clientSentBytes() + IntStream.range(0, nodes.size()).mapToLong(files::memberSentBytes).sum()));
    }

    @Override
    public void checkRunning()
    {
        for (final ClusterNode node : nodes)
        {
            if (node.counters().isHalted())
            {
                throw new BenchException(
                    "member " + node.configuration().memberId() + " has halted; see the lines above");
            }
        }
    }

    @Override
    public void stop()
    {
        checkRunning();
        close();
    }

    @Override
    public void close()
    {
        CloseHelper.close(runner);
        CloseHelper.closeAll(nodes);
        nodes.clear();
    }

    /** One turn of each member in turn. */
    private static final class AllDutyCycles implements Agent
    {
        private final AgentInvoker[] members;

        AllDutyCycles(final AgentInvoker... members)
        {
            this.members = members;
        }

        @Override
        public int doWork()
        {
            int work = 0;
            for (final AgentInvoker member : members)
            {
                work += member.invoke();
            }
            return work;
        }

        @Override
        public String roleName()
        {
            return "bench-members";
        }
    }
}
