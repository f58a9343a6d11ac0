package io.balsa.consensus.snapshot;

import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.CheckpointDigests;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.support.SlotLog;
import io.balsa.consensus.support.SlotService;
import io.balsa.consensus.support.TestCommittedLog;
import io.balsa.consensus.support.TestSnapshotStore;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SnapshotAgentTest
{
    private static final long MS = 1_000_000;

    private final SlotLog entries = new SlotLog().open();
    private final TestSnapshotStore store = new TestSnapshotStore();
    private final List<SlotService> services = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final CheckpointDigests checkpoints = new CheckpointDigests(8);
    private final ReplicatedState firstState =
        new ReplicatedState(new SlotService(), new SessionTable(3, 8), 64, ApplyListener.NONE);
    private SnapshotTriggers triggers = new SnapshotTriggers(10, 0, 0, false);
    private long replayRateMax = 1_000_000_000;
    private SnapshotCounters counters;
    private TestCommittedLog log;
    private SnapshotAgent agent;
    private long committedIndex = Long.MAX_VALUE;
    private long nowNs = -5 * MS;
    private int sliceCount;

    @Test
    void shouldTakeOneAfterSoManyEntries()
    {
        start(null);
        run(entries.commands(7));
        assertEquals(List.of(), store.indexes());
        run(entries.commands(1));
        assertEquals(List.of(10L), store.indexes());
        assertEquals(10, counters.newestIndex());
        assertEquals(0, counters.keptIndex());
        assertEquals(1, counters.takenCount());
        run(entries.commands(10));
        run(entries.commands(10));
        assertEquals(List.of(20L, 30L), store.indexes());
        assertEquals(20, counters.keptIndex());
        assertEquals(30, counters.shadowIndex());
        assertEquals(List.of(), failures);
    }

    @Test
    void shouldTakeOneAfterSoManyBytes()
    {
        triggers = new SnapshotTriggers(0, 1_000, 0, false);
        start(null);
        run(entries.commands(5));
        assertEquals(0, counters.takenCount());
        run(entries.commands(10));
        assertEquals(List.of(17L), store.indexes());
    }

    @Test
    void shouldTakeOneAfterSomeTimeIfThereIsAnythingNew()
    {
        triggers = new SnapshotTriggers(0, 0, 100 * MS, false);
        start(null);
        run(entries.commands(1));
        nowNs += 98 * MS;
        cycle();
        assertEquals(0, counters.takenCount());
        nowNs += MS;
        cycle();
        assertEquals(List.of(3L), store.indexes());
        nowNs += 1_000 * MS;
        cycle();
        assertEquals(1, counters.takenCount());
    }

    @Test
    void shouldTakeOneOfAllThatWasCommittedWhenItIsAsked()
    {
        triggers = new SnapshotTriggers(0, 0, 0, false);
        replayRateMax = 1;
        start(null);
        entries.commands(5);
        cycle();
        entries.commands(300);
        counters.request();
        cycle();
        assertEquals(List.of(), store.indexes());
        replay(2);
        assertEquals(List.of(307L), store.indexes());
        counters.request();
        replay(3);
        assertEquals(1, counters.takenCount());
    }

    @Test
    void shouldApplyNothingThatIsNotCommitted()
    {
        committedIndex = 4;
        start(null);
        run(entries.commands(20));
        assertEquals(4, counters.shadowIndex());
    }

    @Test
    void shouldKeepItsPace()
    {
        replayRateMax = 256_000;
        start(null);
        entries.commands(600);
        cycle();
        cycle();
        assertEquals(256, counters.shadowIndex());
        nowNs += MS - 1;
        cycle();
        assertEquals(256, counters.shadowIndex());
        nowNs += 1;
        cycle();
        assertEquals(512, counters.shadowIndex());
    }

    @Test
    void shouldGoOnFromTheSnapshotThatTheMemberWasStartedFrom()
    {
        start(null);
        run(entries.commands(8));
        final long count = services.get(0).count('a');
        final SnapshotReader reader = store.openNewest();
        start(reader);
        assertEquals(10, counters.newestIndex());
        entries.log().truncatePrefix(11);
        run(entries.commands(9));
        assertEquals(count + 3, services.get(1).count('a'));
        run(entries.commands(1));
        assertEquals(List.of(10L, 20L), store.indexes());
        assertEquals(10, counters.keptIndex());
        assertEquals(0, store.openReaders());
    }

    @Test
    void shouldTryAgainLaterWhenOneCannotBeWritten()
    {
        start(null);
        store.fail("the device is full");
        run(entries.commands(8));
        assertEquals(List.of("the device is full"), failures);
        run(entries.commands(8));
        assertEquals(1, counters.failureCount());
        assertEquals(SnapshotState.FOLLOWING, counters.state());
        store.fail(null);
        nowNs += SnapshotAgent.RETRY_INTERVAL_NS;
        cycle();
        assertEquals(List.of(18L), store.indexes());
    }

    @Test
    void shouldStopAndSayWhyWhenItsServiceCannotGoOn()
    {
        start(null);
        run(entries.term(2, FailurePolicyCode.HALT).command("!", 0));
        assertEquals(1, failures.size(), failures.toString());
        assertTrue(failures.get(0).contains("the log says HALT"), failures.toString());
        assertEquals(SnapshotState.STOPPED, counters.state());
        run(entries.commands(30));
        assertEquals(List.of(), store.indexes());
        assertEquals(1, counters.failureCount());
    }

    @Test
    void shouldReadANewerSnapshotWhenTheLogWasShortenedBeforeIt()
    {
        committedIndex = 5;
        start(null);
        run(entries.commands(30));
        final SnapshotAgent other = agent;
        final SnapshotCounters otherCounters = counters;
        committedIndex = 20;
        start(null);
        cycle();
        cycle();
        assertEquals(List.of(20L), store.indexes());

        entries.log().truncatePrefix(21);
        committedIndex = 32;
        other.doWork();
        other.doWork();
        assertEquals(32, otherCounters.shadowIndex());
        assertEquals(List.of(), failures);
        assertEquals(0, store.openReaders());
    }

    @Test
    void shouldStopWhenTheLogWasShortenedAndThereIsNoSnapshot()
    {
        committedIndex = 5;
        start(null);
        run(entries.commands(30));
        entries.log().truncatePrefix(21);
        cycle();
        assertEquals(SnapshotState.STOPPED, counters.state());
        assertTrue(failures.get(0).startsWith("the log begins at index=21 and there is no snapshot"),
            failures.toString());
    }

    @Test
    void shouldNotCountASnapshotThatALaterOneHasOvertaken()
    {
        start(null);
        run(entries.commands(10));
        final SnapshotAgent late = agent;
        final SnapshotCounters lateCounters = counters;
        start(null);
        run(entries.commands(20));
        assertEquals(List.of(12L, 32L), store.indexes());
        late.doWork();
        assertEquals(List.of(12L, 32L), store.indexes());
        assertEquals(12, lateCounters.newestIndex());
    }

    @Test
    void shouldTakeALastOneAtTheCloseWhereThatIsWanted()
    {
        triggers = new SnapshotTriggers(0, 0, 0, true);
        start(null);
        run(entries.commands(2));
        entries.commands(2);
        agent.closing();
        agent.onClose();
        assertEquals(List.of(6L), store.indexes());
        assertTrue(services.get(0).isClosed());
        assertTrue(log.isClosed());
    }

    @Test
    void shouldGiveUpTheOneThatIsBeingWrittenWhenTheMemberIsClosed()
    {
        start(null);
        cycle();
        services.get(0).duringSnapshot(() -> agent.closing());
        run(entries.commands(8));
        agent.onClose();
        assertEquals(List.of(), store.indexes());
        assertEquals(List.of(), failures);
        assertEquals(0, counters.failureCount());
    }

    /** After each slice, and not after each record: here a record takes a third of a slice. */
    @Test
    void shouldLetOthersGoOnBetweenTheSlicesOfASnapshot()
    {
        start(null);
        cycle();
        services.get(0).duringSnapshot(() -> nowNs += SnapshotAgent.SLICE_NS / 3 + 1);
        for (char slot = 'a'; slot < 'a' + 10; slot++)
        {
            entries.command(String.valueOf(slot), slot - 'a');
        }
        run(entries);
        assertEquals(1, counters.takenCount());
        assertEquals(3, sliceCount);
    }

    /** At the first checkpoint behind the difference, and before a snapshot is taken of it. */
    @Test
    void shouldStopWhenTheSecondInstanceDiffersFromTheFirst()
    {
        start(null);
        cycle();
        apply(entries.commands(9));
        run(entries);
        assertEquals(List.of(11L), store.indexes());
        services.get(0).wrongFrom(15);
        apply(entries.commands(30));
        run(entries);
        assertEquals(List.of(11L), store.indexes());
        assertEquals(SnapshotState.STOPPED, counters.state());
        assertEquals(1, failures.size());
        assertTrue(failures.get(0).startsWith("the two instances of the state machine that this member runs have made" +
            " different states of the same log: they agreed up to index=8 and differ at index=40;"), failures.get(0));
    }

    /** The second instance may be ahead for a moment: the first one is compared when it has come as far. */
    @Test
    void shouldCompareWhenTheFirstInstanceHasComeAsFar()
    {
        start(null);
        cycle();
        services.get(0).wrongFrom(1);
        run(entries.commands(6));
        assertEquals(List.of(), failures);
        apply(entries);
        cycle();
        assertEquals(1, failures.size());
        assertTrue(failures.get(0).contains("they agreed up to index=0 and differ at index=8;"), failures.get(0));
    }

    @Test
    void shouldTakeNoLastSnapshotOfAStateThatDiffers()
    {
        triggers = new SnapshotTriggers(0, 0, 0, true);
        start(null);
        cycle();
        services.get(0).wrongFrom(1);
        apply(entries.commands(6));
        agent.onClose();
        assertEquals(List.of(), store.indexes());
        assertEquals(1, failures.size());
    }

    /** The first instance applies all that is in the log. */
    private void apply(final SlotLog all)
    {
        try (TestCommittedLog committed = new TestCommittedLog(all.log(), () -> all.log().lastIndex()))
        {
            committed.position(firstState.index() + 1);
            committed.poll((header, buffer, offset, length) ->
            {
                firstState.apply(header, buffer, offset, length);
                if (checkpoints.isCheckpoint(firstState.index()))
                {
                    checkpoints.onApplied(firstState.index(), firstState.digest());
                }
            }, Integer.MAX_VALUE);
        }
    }

    private void start(final SnapshotReader restored)
    {
        counters = new SnapshotCounters(ConsensusCounters.standalone(), 0);
        log = new TestCommittedLog(entries.log(), () -> Math.min(committedIndex, entries.log().lastIndex()));
        agent = new SnapshotAgent(new SnapshotContext()
            .store(store)
            .log(log)
            .stateMachines(this::newService)
            .restored(restored)
            .checkpoints(checkpoints)
            .counters(counters)
            .triggers(triggers)
            .memberIds(new int[]{0})
            .limits(3, 8, 64)
            .replayRateMax(replayRateMax)
            .betweenSlices(() -> sliceCount++)
            .clocks(() -> nowNs, () -> nowNs)
            .onFailure((failure) -> failures.add(failure.getMessage())));
    }

    private SlotService newService()
    {
        services.add(new SlotService());
        return services.get(services.size() - 1);
    }

    private void run(final SlotLog ignored)
    {
        cycle();
        cycle();
        nowNs += MS;
        cycle();
    }

    private void replay(final int cycles)
    {
        for (int i = 0; i < cycles; i++)
        {
            nowNs += 1_000_000 * MS;
            cycle();
        }
    }

    private void cycle()
    {
        agent.doWork();
    }
}
