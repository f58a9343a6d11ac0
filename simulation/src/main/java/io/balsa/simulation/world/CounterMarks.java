package io.balsa.simulation.world;

import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;

/**
 * Rare events that a member shows in its counters.
 */
final class CounterMarks
{
    private final Marks marks;
    private long pauseCount;
    private long diskStepDownCount;

    CounterMarks(final Marks marks)
    {
        this.marks = marks;
    }

    /** A process begins to count. */
    void onStarted()
    {
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
}
