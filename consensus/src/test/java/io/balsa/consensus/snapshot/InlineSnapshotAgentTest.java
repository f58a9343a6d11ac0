package io.balsa.consensus.snapshot;

import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.support.SlotLog;
import io.balsa.consensus.support.SlotService;
import io.balsa.consensus.support.TestCommittedLog;
import io.balsa.consensus.support.TestSnapshotStore;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A duty cycle with one state, and the thread that writes what is taken of it. */
class InlineSnapshotAgentTest
{
    private static final int RESULT_LENGTH_MAX = 16 * 1024;
    private static final int SESSION_WINDOW = 8;

    private final SlotLog entries = new SlotLog().open();
    private final TestSnapshotStore store = new TestSnapshotStore();
    private final List<String> failures = new ArrayList<>();
    private final SlotService service = new SlotService();
    private final ReplicatedState state = newState(service);
    private final SnapshotCapture capture = new SnapshotCapture(new int[]{0}, new int[0]);
    private final TestCommittedLog log = new TestCommittedLog(entries.log(), () -> entries.log().lastIndex());
    private final SnapshotCounters counters = new SnapshotCounters(ConsensusCounters.standalone(), 0);
    private final SnapshotTriggers triggers = new SnapshotTriggers(10, 0, 0, false);
    private InlineSnapshotAgent agent;
    private long nowNs;
    private int heldCycles;

    @Test
    void shouldWriteWhatWasAppliedBeforeAndNothingThatIsAppliedMeanwhile()
    {
        start(null);
        entries.commands(8);
        apply(10);
        agent.doWork();
        cycle();
        final long digest = service.digest();
        final long rollingDigest = state.digest();
        entries.commands(20);
        settle();
        assertEquals(List.of(10L, 30L), store.indexes());
        assertEquals(30, state.index());

        final ReplicatedState restored = restore(10);
        assertEquals(digest, restored.stateMachine().digest());
        assertEquals(rollingDigest, restored.digest());
        assertEquals(service.digest(), restore(30).stateMachine().digest());
        assertEquals(2, counters.takenCount());
        assertEquals(30, counters.newestIndex());
        assertEquals(10, counters.keptIndex());
        assertFalse(service.isFrozen());
        assertEquals(List.of(), failures);
    }

    @Test
    void shouldFindOutWhatAServiceThatDoesNotFreezeItsStateHasWritten()
    {
        service.leaky();
        start(null);
        entries.commands(8);
        apply(10);
        agent.doWork();
        cycle();
        entries.command("c", 6);
        settle();
        final IllegalStateException refused = assertThrows(IllegalStateException.class, () -> restore(10));
        assertTrue(refused.getMessage().startsWith("the snapshot of index=10 was taken with stateDigest="),
            refused.getMessage());
    }

    @Test
    void shouldApplyNothingOnlyWhileSessionsAreCopied()
    {
        service.resultLength(RESULT_LENGTH_MAX);
        start(null);
        for (int i = 0; i < 8; i++)
        {
            entries.command("a", 0);
        }
        apply(10);
        agent.doWork();
        cycle();
        entries.command("a", 8);
        settle();
        assertEquals(1, heldCycles);
        assertEquals(List.of(10L), store.indexes());
        assertEquals(8, restore(10).sessions().get(SlotLog.SESSION_ID).lastSequence());
    }

    @Test
    void shouldHoldAllThatWasCommittedWhenItWasAskedFor()
    {
        start(null);
        entries.commands(3);
        apply(2);
        counters.request();
        settle();
        assertEquals(List.of(5L), store.indexes());
        assertEquals(1, counters.answerCount());
    }

    @Test
    void shouldAnswerARequestForWhatIsThereAlready()
    {
        start(null);
        entries.commands(8);
        settle();
        counters.request();
        settle();
        assertEquals(List.of(10L), store.indexes());
        assertEquals(1, counters.answerCount());
        assertEquals(1, counters.takenCount());
        assertFalse(service.isFrozen());
    }

    @Test
    void shouldTryAgainWhatCouldNotBeWritten()
    {
        start(null);
        store.fail("the device is full");
        entries.commands(8);
        settle();
        assertEquals(List.of("the device is full"), failures);
        assertEquals(SnapshotState.FOLLOWING, counters.state());
        assertFalse(service.isFrozen());
        store.fail(null);
        nowNs += SnapshotAgent.RETRY_INTERVAL_NS - 1;
        settle();
        assertEquals(List.of(), store.indexes());
        nowNs++;
        settle();
        assertEquals(List.of(10L), store.indexes());
        assertEquals(1, counters.failureCount());
    }

    @Test
    void shouldGoOnServingWhenTheServiceCannotWriteItself()
    {
        start(null);
        service.duringSnapshot(() ->
        {
            throw new IllegalStateException("no words");
        });
        entries.commands(8);
        settle();
        entries.commands(8);
        settle();
        assertEquals(18, state.index());
        assertEquals(List.of("no words"), failures);
        assertFalse(service.isFrozen());
    }

    @Test
    void shouldGiveUpWhatIsTakenOfAStateThatAnotherTakesThePlaceOf()
    {
        start(null);
        entries.commands(8);
        apply(10);
        agent.doWork();
        cycle();
        cycle();
        agent.doWork();
        assertTrue(service.isFrozen());
        capture.onInstall(new SnapshotId(12, 1));
        assertFalse(service.isFrozen());
        settle();
        assertEquals(List.of(), store.indexes());
        assertEquals(List.of(), failures);
        assertEquals(0, counters.failureCount());
    }

    @Test
    void shouldCountWhatWasInstalled()
    {
        start(null);
        final SnapshotId id = new SnapshotId(40, 1);
        try (SnapshotWriter writer = store.begin(
            new SnapshotMetadata(id, 0, 0, new int[]{0}, new int[0]), 0, 0))
        {
            writer.publish();
        }
        capture.onInstall(id);
        settle();
        assertEquals(40, counters.newestIndex());
    }

    @Test
    void shouldThawTheServiceWhenTheDutyCycleEnds()
    {
        start(null);
        entries.commands(8);
        apply(10);
        agent.doWork();
        cycle();
        assertTrue(service.isFrozen());
        capture.end();
        assertFalse(service.isFrozen());
        agent.onClose();
    }

    @Test
    void shouldCountWhatItWasRestoredFromAndCloseIt()
    {
        start(null);
        entries.commands(8);
        settle();
        final SnapshotReader reader = store.openNewest();
        start(reader);
        assertEquals(10, counters.newestIndex());
        agent.doWork();
        assertEquals(0, store.openReaders());
        entries.commands(9);
        settle();
        assertEquals(List.of(10L), store.indexes());
        entries.commands(1);
        settle();
        assertEquals(List.of(10L, 20L), store.indexes());
    }

    private void start(final SnapshotReader restored)
    {
        agent = new InlineSnapshotAgent(new SnapshotContext()
            .store(store)
            .capture(capture)
            .restored(restored)
            .counters(counters)
            .triggers(triggers)
            .clocks(() -> nowNs, () -> nowNs)
            .onFailure((failure) -> failures.add(failure.getMessage())));
    }

    private static ReplicatedState newState(final SlotService service)
    {
        return new ReplicatedState(
            service, new SessionTable(3, SESSION_WINDOW), RESULT_LENGTH_MAX, ApplyListener.NONE);
    }

    private ReplicatedState restore(final long index)
    {
        final ReplicatedState restored = newState(new SlotService());
        try (SnapshotReader reader = store.open(new SnapshotId(index, 1)))
        {
            restored.restore(reader);
        }
        return restored;
    }

    private void apply(final int limit)
    {
        log.poll(state::apply, limit);
        capture.onCycle(state, entries.log().lastIndex());
    }

    /** One entry in a cycle. */
    private void cycle()
    {
        capture.onCycle(state, entries.log().lastIndex());
        if (capture.isHolding())
        {
            heldCycles++;
        }
        else
        {
            log.poll(state::apply, 1);
        }
    }

    private void settle()
    {
        for (int i = 0; i < 100; i++)
        {
            cycle();
            agent.doWork();
        }
    }
}
