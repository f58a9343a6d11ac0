package io.balsa.node.demo;

import io.balsa.node.ClusterNode;
import org.agrona.CloseHelper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All members in this process. None of them can be killed, so one that is to be is closed instead: it leaves without a
 * word to the others, who find out as they do with one that was killed.
 */
final class InProcessMembers implements DemoMembers
{
    private final DemoCluster cluster;
    private final ClusterNode[] nodes;
    private final Thread[] closers;

    InProcessMembers(final DemoCluster cluster)
    {
        this.cluster = cluster;
        nodes = new ClusterNode[cluster.size()];
        closers = new Thread[cluster.size()];
    }

    @Override
    public synchronized void start(final int memberId)
    {
        nodes[memberId] =
            ClusterNode.launch(new ClusterNode.Context().configuration(cluster.configuration(memberId)));
        closers[memberId] = null;
    }

    @Override
    public synchronized void kill(final int memberId)
    {
        final ClusterNode node = nodes[memberId];
        closers[memberId] = new Thread(node::close, "demo-kill-" + memberId);
        closers[memberId].start();
    }

    @Override
    public synchronized boolean isGone(final int memberId)
    {
        return !closers[memberId].isAlive();
    }

    @Override
    public synchronized void checkRunning()
    {
        for (int id = 0; id < nodes.length; id++)
        {
            if (closers[id] == null && nodes[id].counters().isHalted())
            {
                throw new DemoException("member " + id + " has halted; see the lines above");
            }
        }
    }

    @Override
    public synchronized void stopAll()
    {
        checkRunning();
        CloseHelper.closeAll(nodes);
        Arrays.fill(nodes, null);
    }

    @Override
    public synchronized void close()
    {
        final List<AutoCloseable> open = new ArrayList<>();
        for (int id = 0; id < nodes.length; id++)
        {
            if (closers[id] == null)
            {
                open.add(nodes[id]);
            }
            else
            {
                awaitClosed(closers[id]);
            }
        }
        CloseHelper.closeAll(open);
    }

    private static void awaitClosed(final Thread closer)
    {
        try
        {
            closer.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new DemoException("demo: interrupted", ex);
        }
    }
}
