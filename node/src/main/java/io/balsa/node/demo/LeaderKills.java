package io.balsa.node.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Kills the leader when it is time to, and starts it again once the cluster has another. One kill is over when the
 * member has caught up; the next one waits for that. Called on the client's thread; restarts run on one of their own.
 */
final class LeaderKills implements AutoCloseable
{
    private static final long CLOSE_TIMEOUT_S = 30;

    private enum Phase
    {
        /** All members run. */
        WAITING,
        /** A member was killed; no command was acknowledged by another leader yet. */
        FAILING_OVER,
        /** The member was started again and catches up. */
        CATCHING_UP
    }

    private final ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "demo-restart"));
    private final List<Long> failoversNs = new ArrayList<>();
    private final DemoMembers members;
    private final ClusterProbe probe;
    private final StopRequest stop;
    private final Console console;
    private final int commands;
    private final int kills;
    private Phase phase = Phase.WAITING;
    private Future<?> catchUp;
    private int goneCount;
    private int victim;
    private long killedNs;
    private boolean isVictimGone;
    private boolean hasOtherLeader;
    private boolean hasFailedOver;

    LeaderKills(
        final DemoPlan plan,
        final DemoMembers members,
        final ClusterProbe probe,
        final StopRequest stop,
        final Console console)
    {
        this.members = members;
        this.stop = stop;
        this.probe = probe;
        this.console = console;
        commands = plan.commands();
        kills = plan.kills();
    }

    /**
     * Do what is due.
     *
     * @param answered     commands so far.
     * @param leaderId     that the client is connected to, or -1.
     * @param appliedIndex that a member which catches up has to reach.
     */
    void doWork(final int answered, final int leaderId, final long appliedIndex)
    {
        switch (phase)
        {
            case WAITING ->
            {
                if (isDue(answered) && leaderId >= 0)
                {
                    kill(leaderId);
                }
            }
            case FAILING_OVER ->
            {
                if (!isVictimGone && members.isGone(victim))
                {
                    isVictimGone = true;
                    goneCount++;
                }
                if (isVictimGone && hasFailedOver)
                {
                    restart(appliedIndex);
                }
            }
            default ->
            {
                if (catchUp.isDone())
                {
                    finishCatchUp();
                }
            }
        }
    }

    private boolean isDue(final int answered)
    {
        return goneCount < kills && answered >= (long)commands * (goneCount + 1) / (kills + 1);
    }

    private void kill(final int leaderId)
    {
        victim = leaderId;
        hasOtherLeader = false;
        hasFailedOver = false;
        isVictimGone = false;
        phase = Phase.FAILING_OVER;
        killedNs = System.nanoTime();
        members.kill(leaderId);
        console.event("killed member " + leaderId + ", the leader");
    }

    private void restart(final long appliedIndex)
    {
        final int memberId = victim;
        catchUp = executor.submit(() ->
        {
            members.start(memberId);
            probe.awaitApplied(memberId, appliedIndex);
        });
        phase = Phase.CATCHING_UP;
    }

    private void finishCatchUp()
    {
        try
        {
            catchUp.get();
        }
        catch (final ExecutionException ex)
        {
            throw ex.getCause() instanceof RuntimeException cause ? cause : new DemoException(
                "member " + victim + " could not be started again: " + ex.getCause(), ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new DemoException("demo: interrupted", ex);
        }
        console.event("member " + victim + " was started again and has caught up");
        phase = Phase.WAITING;
    }

    /** The client has a leader. */
    void onLeader(final int memberId)
    {
        hasOtherLeader |= memberId != victim;
    }

    /** A command was acknowledged. */
    void onAcknowledged(final long nowNs)
    {
        if (phase == Phase.FAILING_OVER && hasOtherLeader && !hasFailedOver)
        {
            hasFailedOver = true;
            failoversNs.add(nowNs - killedNs);
            console.event(String.format(Locale.ROOT,
                "a command is acknowledged again %.0f ms after the kill", (nowNs - killedNs) / 1e6));
        }
    }

    /**
     * How many commands may have been offered. For each kill one is held back until the killed member is gone: without
     * one that only another leader can acknowledge there would be no failover to see.
     */
    int offersMax()
    {
        return commands - (kills - goneCount);
    }

    /** Whether the next kill is due while the last one is not over yet: until then nothing is sent. */
    boolean isHeldUp(final int answered)
    {
        return phase == Phase.CATCHING_UP && isDue(answered);
    }

    boolean isDone()
    {
        return phase == Phase.WAITING && goneCount == kills;
    }

    /** Time from each kill to the next acknowledged command, in ns. */
    List<Long> failoversNs()
    {
        return failoversNs;
    }

    /** A restart that is still under way is given up. */
    @Override
    public void close()
    {
        if (phase == Phase.CATCHING_UP)
        {
            stop.request();
        }
        executor.shutdown();
        try
        {
            executor.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
