package io.balsa.consensus.snapshot;

import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.support.SlotLog;
import io.balsa.consensus.support.TestLog;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LogCompactionTest
{
    private static final long FRAME_LENGTH = 72;

    private final SnapshotCounters snapshots = new SnapshotCounters(ConsensusCounters.standalone(), 0);
    private final TestLog log = new SlotLog().open().commands(98).log();
    private long nowNs = -1;

    @Test
    void shouldWaitForASecondSnapshot()
    {
        snapshots.onKept(50, 0);
        assertEquals(1, firstIndex(new LogRetention(0, 0), 100));
        snapshots.onKept(60, 50);
        assertEquals(51, firstIndex(new LogRetention(0, 0), 100));
    }

    @Test
    void shouldLeaveTrailingEntries()
    {
        snapshots.onKept(90, 50);
        assertEquals(41, firstIndex(new LogRetention(10, 0), 100));
    }

    @Test
    void shouldLeaveWhatALaggingMemberMayNeed()
    {
        snapshots.onKept(99, 90);
        assertEquals(70, firstIndex(new LogRetention(0, 31 * FRAME_LENGTH), 100));
        assertEquals(70, firstIndex(new LogRetention(0, 1_000 * FRAME_LENGTH), 100));
    }

    @Test
    void shouldKeepWhatIsNotAppliedAndTheLastEntry()
    {
        snapshots.onKept(100, 100);
        assertEquals(30, firstIndex(new LogRetention(0, 0), 30));
        assertEquals(100, firstIndex(new LogRetention(0, 0), 100));
    }

    @Test
    void shouldLookOnlyNowAndThen()
    {
        final LogCompaction compaction = new LogCompaction(log, snapshots, new LogRetention(0, 0), nowNs);
        compaction.onCycle(nowNs, 100);
        snapshots.onKept(60, 50);
        compaction.onCycle(nowNs + LogCompaction.INTERVAL_NS - 1, 100);
        assertEquals(1, log.firstIndex());
        compaction.onCycle(nowNs + LogCompaction.INTERVAL_NS, 100);
        assertEquals(51, log.firstIndex());
    }

    @Test
    void shouldRefuseLimitsThatCannotBe()
    {
        assertThrows(IllegalArgumentException.class, () -> new LogRetention(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new LogRetention(0, -1));
        assertThrows(IllegalArgumentException.class, () -> new SnapshotTriggers(-1, 0, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new SnapshotTriggers(0, -1, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new SnapshotTriggers(0, 0, -1, false));
    }

    private long firstIndex(final LogRetention retention, final long appliedIndex)
    {
        nowNs++;
        new LogCompaction(log, snapshots, retention, nowNs).onCycle(nowNs, appliedIndex);
        return log.firstIndex();
    }
}
