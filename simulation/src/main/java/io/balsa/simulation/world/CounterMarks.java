package io.balsa.simulation.world;

import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.disk.SimDisk;

/**
 * Rare events that a member shows in its counters, or its disk in what became of its forces.
 */
final class CounterMarks
{
    private final SimCluster cluster;
    private final Marks marks;
    private final int member;
    private final SimDisk disk;
    private long failedForceCount;
    private long pauseCount;
    private long diskStepDownCount;

    CounterMarks(final SimCluster cluster, final int member, final SimDisk disk)
    {
        this.cluster = cluster;
        this.member = member;
        this.disk = disk;
        marks = cluster.marks();
    }

    /** A process begins to count. */
    void onStarted()
    {
        failedForceCount = disk.failedForceCount();
        pauseCount = 0;
        diskStepDownCount = 0;
    }

    void onCycle(final ConsensusCounters counters)
    {
        if (counters.pauseCount() > pauseCount)
        {
            pauseCount = counters.pauseCount();
            marks.hit(Mark.PAUSE_DETECTED);
        }
        if (counters.diskStepDownCount() > diskStepDownCount)
        {
            diskStepDownCount = counters.diskStepDownCount();
            marks.hit(Mark.LEADER_GAVE_UP_FOR_ITS_DISK);
        }
    }

    /** After a duty cycle in which something may have been forced. */
    void onForces()
    {
        if (disk.failedForceCount() > failedForceCount)
        {
            failedForceCount = disk.failedForceCount();
            cluster.checker().onSyncFailed(member);
            marks.hit(Mark.SYNC_FAILED);
        }
    }
}
