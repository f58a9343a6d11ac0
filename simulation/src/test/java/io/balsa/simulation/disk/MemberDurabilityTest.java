package io.balsa.simulation.disk;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.RaftLog;
import io.balsa.log.mmap.LogReader;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.SyncMode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What must be durable after which call, one protocol after the other, whatever the disk does. */
@Timeout(120)
class MemberDurabilityTest
{
    private static final int ENTRY_COUNT = 31;
    /** Entries that fit into a segment; the sync of the first in the next one forces the segment before. */
    private static final int SEGMENT_ENTRY_COUNT = 5;
    private static final int TRUNCATE_FROM = 5;
    private static final int SEEDS = 12;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[700]);
    private TestScheduler scheduler;
    private SimDisk disk;
    private long timeNs;

    private void createDisk(final long seed, final DiskFaults faults)
    {
        scheduler = new TestScheduler();
        disk = new SimDisk("sim", new SplittableRandom(seed), scheduler);
        disk.faults(faults);
    }

    private MemberStorage open(final SyncMode mode)
    {
        return MemberStorage.open(
            new MemberStorage.Context()
                .storage(disk.mount())
                .clusterId(1)
                .memberId(0)
                .segmentLength(MemberStorage.Context.SEGMENT_LENGTH_MIN)
                .payloadLengthMax(payload.capacity())
                .syncMode(mode)
                .nanoClock(() -> timeNs += 1_000_000_000L)
                .epochNanoClock(() -> 0)
                .incarnationSource(() -> 5));
    }

    private static void drain(final MemberStorage member)
    {
        while (member.syncAgent().doWork() > 0)
        {
            // Until all is done.
        }
    }

    private void append(final MemberStorage member, final long term, final int count)
    {
        final RaftLog log = member.log();
        for (int i = 0; i < count; i++)
        {
            drain(member);
            assertEquals(log.lastIndex(), log.syncedIndex());
            drain(member);
            assertEquals(log.lastIndex(), log.syncedIndex());
            assertTrue(
                log.append(term, EntryType.COMMAND, 1, 1, 1, 0, payload, 0, payload.capacity()) > 0);
            log.requestSync();
        }
        drain(member);
        assertEquals(log.lastIndex(), log.syncedIndex());
        drain(member);
    }

    private void store(final MemberStorage member, final long term, final int votedFor)
    {
        assertTrue(member.termStateStore().store(term, votedFor));
        drain(member);
        assertTrue(member.termStateStore().pollStored());
    }

    /** Sectors are torn as a rule, or rarely; names are kept in any order. */
    private static DiskFaults faults(final int seed)
    {
        return new DiskFaults(0.1, 0.1, 0.5, 0 == seed % 2 ? 0.9 : 0.1, 0.5, 0, false);
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldFinishATruncationWhenClosed(final SyncMode mode)
    {
        createDisk(1, DiskFaults.vanishAll());
        final MemberStorage member = open(mode);
        append(member, 1, ENTRY_COUNT);
        member.log().truncateSuffix(TRUNCATE_FROM);
        member.close();
        disk.powerLoss();
        assertEquals(TRUNCATE_FROM - 1, open(mode).log().lastIndex());
    }

    @Test
    void shouldTruncateAsAWholeWhateverIsInterrupted()
    {
        int whole = 0;
        int truncated = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            for (int operations = 0; operations < 12; operations++)
            {
                for (int recoveryOperations = 0; recoveryOperations < 12; recoveryOperations++)
                {
                    final boolean isPowerLoss = 0 == seed % 3;
                    final long lastIndex =
                        lastIndexAfterTruncation(seed, operations, isPowerLoss, recoveryOperations);
                    whole += ENTRY_COUNT == lastIndex ? 1 : 0;
                    truncated += TRUNCATE_FROM - 1 == lastIndex ? 1 : 0;
                }
            }
        }
        assertEquals(SEEDS * 12 * 12, whole + truncated, "nothing in between");
        assertTrue(whole > 0 && truncated > whole, "whole " + whole + ", truncated " + truncated);
    }

    /** The truncation is interrupted, then the recovery by a loss of power, then all goes well. */
    private long lastIndexAfterTruncation(
        final int seed, final int operations, final boolean isPowerLoss, final int recoveryOperations)
    {
        createDisk(seed, faults(seed));
        final MemberStorage member = open(SyncMode.SYNC);
        append(member, 1, ENTRY_COUNT);
        member.log().truncateSuffix(TRUNCATE_FROM);
        scheduler.after(operations, isPowerLoss ? disk::powerLoss : disk::kill);
        final boolean isDone = !isKilled(() -> drain(member));
        scheduler.cancel();
        disk.kill();
        scheduler.after(recoveryOperations, disk::powerLoss);
        isKilled(() -> open(SyncMode.SYNC));
        scheduler.cancel();
        disk.powerLoss();
        final MemberStorage recovered = open(SyncMode.SYNC);
        final long lastIndex = recovered.log().lastIndex();
        assertTrue(!isDone || TRUNCATE_FROM - 1 == lastIndex);
        append(recovered, 2, 10);
        disk.powerLoss();
        assertEquals(lastIndex + 10, open(SyncMode.SYNC).log().lastIndex());
        return lastIndex;
    }

    private static boolean isKilled(final Runnable work)
    {
        try
        {
            work.run();
            return false;
        }
        catch (final ProcessGone e)
        {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldNeverForgetAVote(final SyncMode mode)
    {
        int stored = 0;
        for (int seed = 0; seed < 10 * SEEDS; seed++)
        {
            for (int operations = 0; operations < 3; operations++)
            {
                for (int recoveryOperations = 0; recoveryOperations < 8; recoveryOperations++)
                {
                    stored += isVoteStored(mode, seed, operations, recoveryOperations) ? 1 : 0;
                }
            }
        }
        assertTrue(stored > 0);
    }

    private boolean isVoteStored(
        final SyncMode mode, final int seed, final int operations, final int recoveryOperations)
    {
        createDisk(seed, faults(seed));
        final MemberStorage member = open(mode);
        drain(member);
        store(member, 4, 2);
        scheduler.after(operations, 0 == seed % 3 ? disk::powerLoss : disk::kill);
        final boolean isStored = !isKilled(() -> store(member, 5, 1));
        scheduler.cancel();
        disk.kill();
        scheduler.after(recoveryOperations, disk::powerLoss);
        isKilled(() -> open(mode));
        scheduler.cancel();
        disk.powerLoss();
        final MemberStorage recovered = open(mode);
        final long term = recovered.termStateStore().term();
        assertTrue(5 == term || (4 == term && !isStored), () -> "term " + term);
        assertEquals(5 == term ? 1 : 2, recovered.termStateStore().votedFor());
        return isStored;
    }

    @Test
    void shouldMendTheDamagedSlotBeforeItTouchesTheOther()
    {
        for (int slot = 0; slot < 2; slot++)
        {
            createDisk(1, DiskFaults.vanishAll());
            final MemberStorage member = open(SyncMode.SYNC);
            store(member, 4, 2);
            member.close();
            disk.kill();
            disk.rot(Damage.Kind.ZEROED_SECTOR, "term-state", slot * 4096);
            scheduler.operations.clear();
            assertEquals(4, open(SyncMode.SYNC).termStateStore().term());
            scheduler.operations.removeIf(operation -> !operation.startsWith("FORCE term-state"));
            assertEquals(
                "[FORCE term-state 0, FORCE term-state 512, FORCE term-state 0]", scheduler.operations.toString());
        }
    }

    @Test
    void shouldWriteOneSlotAfterTheOtherWhileTheSyncAgentRunsInModeInline()
    {
        createDisk(1, DiskFaults.vanishAll());
        final MemberStorage member = open(SyncMode.INLINE);
        drain(member);
        scheduler.operations.clear();
        scheduler.after(0, () -> assertEquals(0, member.syncAgent().doWork()));
        assertTrue(member.termStateStore().store(1, 1));
        assertEquals("[FORCE term-state 512, FORCE term-state 512]", scheduler.operations.toString());
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldKeepWhatWasDurableBeforeAForceFailed(final SyncMode mode)
    {
        createDisk(1, DiskFaults.draw(new SplittableRandom(1)).withInOrder(true));
        final MemberStorage member = open(mode);
        append(member, 1, ENTRY_COUNT);
        disk.failNextForce();
        assertThrows(StorageException.class, () -> append(member, 1, 1));
        assertThrows(StorageException.class, () -> member.termStateStore().store(9, 1));
        disk.kill();
        assertTrue(open(mode).log().lastIndex() >= ENTRY_COUNT);
        disk.powerLoss();
        assertTrue(open(mode).log().lastIndex() >= ENTRY_COUNT);
    }

    /**
     * The page cache shows what a failed force has not written, and takes it for clean: what the next process finds
     * and calls durable must be on the device all the same.
     */
    @ParameterizedTest
    @EnumSource(value = SyncMode.class, names = {"SYNC", "INLINE"})
    void shouldMakeDurableWhatOnlyThePageCacheHasAfterAFailedForce(final SyncMode mode)
    {
        for (int entries = 0; entries < 10; entries++)
        {
            createDisk(entries, DiskFaults.vanishAll().withStaleCacheRate(1).withInOrder(true));
            final MemberStorage member = open(mode);
            append(member, 1, entries);
            disk.failNextForce();
            assertThrows(StorageException.class, () -> append(member, 1, 1));
            disk.kill();
            final RaftLog found = open(mode).log();
            final boolean isFirstOfSegment = entries > 0 && 0 == entries % SEGMENT_ENTRY_COUNT;
            final long lastIndex = isFirstOfSegment ? entries : entries + 1;
            assertEquals(lastIndex, found.lastIndex());
            assertEquals(lastIndex, found.syncedIndex());
            disk.powerLoss();
            assertEquals(lastIndex, open(mode).log().lastIndex());
        }
    }

    /** The same for a vote. */
    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldMakeAVoteDurableThatOnlyThePageCacheHasAfterAFailedForce(final SyncMode mode)
    {
        createDisk(1, DiskFaults.vanishAll().withStaleCacheRate(1).withInOrder(true));
        final MemberStorage member = open(mode);
        drain(member);
        disk.failNextForce();
        assertThrows(StorageException.class, () -> store(member, 5, 1));
        disk.kill();
        final long term = open(mode).termStateStore().term();
        disk.powerLoss();
        assertEquals(term, open(mode).termStateStore().term());
    }

    @Test
    void shouldLetAReaderLookAtEitherImageOfARunningMember()
    {
        createDisk(1, DiskFaults.vanishAll());
        final MemberStorage member = open(SyncMode.SYNC);
        append(member, 1, ENTRY_COUNT);
        assertTrue(
            member.log().append(1, EntryType.COMMAND, 1, 1, 1, 0, payload, 0, payload.capacity()) > 0);
        member.log().requestSync();
        scheduler.after(0, this::readBothImages);
        drain(member);
        assertThrows(StorageException.class, () -> LogReader.open(disk.mount()));
    }

    private void readBothImages()
    {
        try (LogReader cached = LogReader.open(disk.mountReadOnly(SimDisk.Image.CACHED));
            LogReader durable = LogReader.open(disk.mountReadOnly(SimDisk.Image.DURABLE)))
        {
            assertEquals(ENTRY_COUNT + 1, cached.lastIndex());
            assertEquals(ENTRY_COUNT, durable.lastIndex());
        }
    }
}
