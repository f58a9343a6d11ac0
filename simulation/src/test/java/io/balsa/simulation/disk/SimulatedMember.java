package io.balsa.simulation.disk;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.TermStateStore;
import io.balsa.log.mmap.LogSyncAgent;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.MmapTermStateStore;
import io.balsa.log.mmap.SyncMode;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A member's real storage on a simulated disk, its two agents run by random steps, the one also while the other waits
 * for the disk; and a record of all that it was told, with which it is compared after each start.
 */
final class SimulatedMember implements SimDisk.Scheduler
{
    private static final int SEGMENT_LENGTH = MemberStorage.Context.SEGMENT_LENGTH_MIN;
    private static final int PAYLOAD_LENGTH_MAX = 1500;
    private static final long RETRY_INTERVAL_NS = 1_000_000_000L;

    final SimDisk disk;
    private final SplittableRandom random;
    private final SyncMode mode;
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_LENGTH_MAX]);
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();

    /** What entries have as session: all that may be found; truncated ones among them until they must be gone. */
    private final List<Long> entries = new ArrayList<>();
    private long nextStamp = 1;
    private long lastIndex;
    private long copiedIndex;
    private long durableIndex;
    private long logTerm = 1;
    private long storedTerm;
    private int storedVote = TermStateStore.NULL_MEMBER;
    private long pendingTerm;
    private int pendingVote = TermStateStore.NULL_MEMBER;

    private MemberStorage storage;
    private long timeNs;
    private boolean isFull;
    private long durableCount;
    private boolean isLogRunning;
    private boolean isAgentRunning;
    private int operationsLeft = Integer.MAX_VALUE;
    private boolean isPowerLossDue;
    private boolean hasLostPower;

    SimulatedMember(final long seed, final SyncMode mode, final DiskFaults faults)
    {
        random = new SplittableRandom(seed);
        this.mode = mode;
        disk = new SimDisk("sim", random.split(), this);
        disk.faults(faults);
    }

    /** Entries that were told to be durable at starts, all told. */
    long durableCount()
    {
        return durableCount;
    }

    /** In the middle of some operation to come, the process dies, with or without the power. */
    void dieAfter(final int operationCount, final boolean isPowerLoss)
    {
        operationsLeft = operationCount;
        isPowerLossDue = isPowerLoss;
    }

    @Override
    public void await(final SimDisk.Operation operation, final String name, final long bytes)
    {
        if (0 == operationsLeft--)
        {
            die();
        }
        else if (null != storage && random.nextBoolean())
        {
            step();
        }
    }

    private void die()
    {
        storage = null;
        isFull = false;
        disk.full(false);
        if (isPowerLossDue)
        {
            hasLostPower = true;
            disk.powerLoss();
        }
        else
        {
            disk.kill();
        }
    }

    /** Start, check what is found, work, and stop in one way or another. */
    void live(final int stepCount)
    {
        try
        {
            open();
            for (int i = 0; i < stepCount && null != storage; i++)
            {
                step();
            }
            if (null != storage && random.nextBoolean())
            {
                close();
            }
        }
        catch (final ProcessGone e)
        {
            assertTrue(operationsLeft < 0, "killed without cause");
        }
        finally
        {
            isLogRunning = false;
            isAgentRunning = false;
        }
        if (operationsLeft >= 0)
        {
            die();
        }
        operationsLeft = Integer.MAX_VALUE;
    }

    private void open()
    {
        final MemberStorage opened = MemberStorage.open(
            new MemberStorage.Context()
                .storage(disk.mount())
                .clusterId(1)
                .memberId(0)
                .segmentLength(SEGMENT_LENGTH)
                .payloadLengthMax(PAYLOAD_LENGTH_MAX)
                .syncMode(mode)
                .nanoClock(() -> timeNs += RETRY_INTERVAL_NS)
                .epochNanoClock(() -> 0)
                .incarnationSource(() -> 5));
        final RaftLog log = opened.log();
        assertEquals(log.lastIndex(), log.syncedIndex());
        final long least = hasLostPower ? durableIndex : copiedIndex;
        assertTrue(
            log.lastIndex() >= least && log.lastIndex() <= entries.size(),
            () -> "found " + log.lastIndex() + ", expected " + least + " to " + entries.size());
        entries.subList((int)log.lastIndex(), entries.size()).clear();
        lastIndex = log.lastIndex();
        durableCount += durableIndex;
        copiedIndex = lastIndex;
        durableIndex = lastIndex;
        for (long index = 1; index <= lastIndex; index++)
        {
            assertTrue(log.read(index, 1, view));
            assertEquals(index, EntryFrame.index(view.buffer(), 0));
            header.wrap(view.buffer(), 0, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            assertEquals(entries.get((int)index - 1), header.sessionId());
        }
        final TermStateStore terms = opened.termStateStore();
        assertTrue(
            (terms.term() == storedTerm && terms.votedFor() == storedVote) ||
            (terms.term() == pendingTerm && terms.votedFor() == pendingVote),
            () -> "term " + terms.term() + " vote " + terms.votedFor() + ", stored " + storedTerm + " " + storedVote);
        storedTerm = terms.term();
        storedVote = terms.votedFor();
        pendingTerm = storedTerm;
        pendingVote = storedVote;
        hasLostPower = false;
        storage = opened;
    }

    private void close()
    {
        final MemberStorage closing = storage;
        storage = null;
        closing.close();
        if (!isFull)
        {
            entries.subList((int)lastIndex, entries.size()).clear();
            copiedIndex = lastIndex;
            durableIndex = lastIndex;
        }
    }

    /** One step of the agent that is not waiting. */
    private void step()
    {
        if (0 == random.nextInt(20))
        {
            isFull = 0 == random.nextInt(3);
            disk.full(isFull);
        }
        if (!isLogRunning && (isAgentRunning || random.nextBoolean()))
        {
            isLogRunning = true;
            useLog(storage.log());
            useTermState(storage.termStateStore());
            isLogRunning = false;
        }
        else if (!isAgentRunning)
        {
            isAgentRunning = true;
            final LogSyncAgent agent = storage.syncAgent();
            agent.doWork();
            isAgentRunning = false;
        }
    }

    private void useLog(final RaftLog log)
    {
        final int choice = random.nextInt(100);
        if (choice < 60)
        {
            append(log, random.nextInt(6));
        }
        else if (choice < 63 && lastIndex > 0)
        {
            lastIndex -= random.nextLong(Math.min(lastIndex, 30)) + 1;
            copiedIndex = Math.min(copiedIndex, lastIndex);
            durableIndex = Math.min(durableIndex, lastIndex);
            logTerm++;
            log.truncateSuffix(lastIndex + 1);
        }
        else if (choice < 85)
        {
            log.requestSync();
        }
        assertEquals(lastIndex, log.lastIndex());
        final long syncedIndex = log.syncedIndex();
        assertTrue(syncedIndex <= lastIndex);
        copiedIndex = syncedIndex;
        if (SyncMode.ASYNC != mode)
        {
            durableIndex = syncedIndex;
        }
    }

    private void append(final RaftLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int length = random.nextInt(random.nextInt(1, PAYLOAD_LENGTH_MAX));
            payload.setMemory(0, length, (byte)nextStamp);
            final long index =
                log.append(logTerm, EntryType.COMMAND, 1, nextStamp, 1, 0, payload, 0, length);
            if (index > 0)
            {
                entries.subList((int)lastIndex, entries.size()).clear();
                entries.add(nextStamp++);
                assertEquals(++lastIndex, index);
            }
        }
    }

    private void useTermState(final MmapTermStateStore store)
    {
        if (0 == random.nextInt(5) && storedTerm == pendingTerm && storedVote == pendingVote)
        {
            pendingTerm++;
            pendingVote = random.nextInt(-1, 3);
            assertTrue(store.store(pendingTerm, pendingVote));
        }
        if (store.pollStored())
        {
            storedTerm = pendingTerm;
            storedVote = pendingVote;
        }
    }
}
