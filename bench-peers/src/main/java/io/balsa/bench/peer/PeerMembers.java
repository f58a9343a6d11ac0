package io.balsa.bench.peer;

import io.balsa.bench.BenchException;
import io.balsa.bench.load.CommandDigest;
import io.balsa.bench.process.Child;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.JavaCommand;
import io.balsa.node.demo.StopRequest;
import org.agrona.CloseHelper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Three members of a peer, each in a process of its own, that count what they apply and keep a digest of it. */
public final class PeerMembers implements AutoCloseable
{
    private static final long SETTLE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final List<Child> children = new ArrayList<>();
    private final StopRequest stop;

    /**
     * Start them and wait until they are ready.
     *
     * @param main      class with the {@code main} method of a member, which takes {@link MemberPlan#toArgs} and
     *                  serves its count and digest.
     * @param plans     of the members.
     * @param directory for what they print.
     * @param stop      ends the waiting for them.
     */
    public PeerMembers(
        final Class<?> main, final List<MemberPlan> plans, final RigDirectory directory, final StopRequest stop)
    {
        this.stop = stop;
        try
        {
            for (final MemberPlan plan : plans)
            {
                children.add(Child.start(
                    "member " + plan.memberId(),
                    JavaCommand.ofMain(main, plan.toArgs()),
                    directory.file("member-" + plan.memberId() + ".err"),
                    stop));
            }
            children.forEach(Child::awaitReady);
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    /**
     * What they and this process, the client, have used.
     *
     * @param leaderId        of the member that leads.
     * @param clientSentBytes by the media driver of the client; {@link ProcessFigures#UNKNOWN} where it has none.
     * @return by role.
     */
    public Map<String, ProcessFigures> figures(final int leaderId, final long clientSentBytes)
    {
        final Map<String, ProcessFigures> figures = new LinkedHashMap<>();
        figures.put("leader", children.get(leaderId).figures());
        for (int id = 0; id < children.size(); id++)
        {
            if (id != leaderId)
            {
                figures.put("follower " + figures.size(), children.get(id).figures());
            }
        }
        figures.put("client", ProcessFigures.ofThisProcess(ProcessFigures.UNKNOWN, clientSentBytes));
        return figures;
    }

    /** Complain if one has ended. */
    public void checkRunning()
    {
        children.forEach(Child::checkRunning);
    }

    /**
     * Check that every member has applied all commands, each once and in order, and have all end.
     *
     * @param commands that were answered, with the numbers from 0 on.
     * @throws BenchException when they have not.
     */
    public void verifyAndStop(final long commands)
    {
        final long startNs = System.nanoTime();
        final long digest = CommandDigest.after(commands);
        for (int id = 0; id < children.size(); id++)
        {
            final Child member = children.get(id);
            long count = member.position();
            while (count < commands && System.nanoTime() - startNs < SETTLE_TIMEOUT_NS)
            {
                stop.pause(LOOK_INTERVAL_NS);
                count = member.position();
            }
            final long found = member.digest();
            if (count != commands || found != digest)
            {
                throw new BenchException("member " + id + " has not applied the " + commands +
                    " commands that were answered, each once and in order: it has applied " + count +
                    (found == digest ? "" : ", with another digest"));
            }
        }
        children.forEach(Child::stop);
    }

    /** Leave no process behind. */
    @Override
    public void close()
    {
        CloseHelper.closeAll(children);
    }
}
