package io.balsa.node.torture;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.TermStateStore;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.SyncMode;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Writes a member's log and term state as a busy member would, for ever, and says before each step what it is about to
 * do and behind it what it was promised: a line each, as {@link WriterHistory} reads them. New terms come often; most
 * begin with a truncation.
 * <p>
 * Threads: the caller's, and one for the sync agent.
 */
public final class LogWriter
{
    /** Name of the hidden command that runs this. */
    public static final String COMMAND = "log-writer";

    /** Id of the cluster. */
    static final long CLUSTER_ID = 7;

    /** Id of the member. */
    static final int MEMBER_ID = 1;

    private static final int SEGMENT_LENGTH = 256 * 1024;
    private static final int ENTRIES_MAX = 20_000;
    private static final int BATCH_MAX = 400;
    private static final int CUT_MAX = 2_000;
    private static final int NEW_TERM_IN = 1_000;
    private static final int PAUSE_IN = 300;
    private static final int KEEP_ALL_IN = 4;
    private static final int CANDIDATES = 3;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long TIMESTAMP_NS = 1;

    private final Consumer<String> lines;
    private final SplittableRandom random;
    private final EntryContent content;
    private final MemberStorage storage;
    private final RaftLog log;
    private final TermStateStore termState;
    private final AgentRunner syncRunner;
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[EntryContent.LENGTH_MAX]);
    private final IdleStrategy idle =
        new BackoffIdleStrategy(10, 10, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MICROSECONDS.toNanos(100));

    private long term;
    private long syncingIndex;
    private int batch;

    private LogWriter(
        final Path directory, final SyncMode syncMode, final long seed, final long runSeed,
        final Consumer<String> lines)
    {
        this.lines = lines;
        random = new SplittableRandom(runSeed);
        content = new EntryContent(seed);
        lines.accept(WriterHistory.OPENING);
        storage = MemberStorage.open(context(directory).syncMode(syncMode));
        log = storage.log();
        termState = storage.termStateStore();
        term = termState.term();
        syncRunner = new AgentRunner(
            new BackoffIdleStrategy(10, 10, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MICROSECONDS.toNanos(100)),
            Throwable::printStackTrace, null, storage.syncAgent());
        lines.accept(WriterHistory.OPENED + " " + log.lastIndex() + " " + term + " " + termState.votedFor());
    }

    static MemberStorage.Context context(final Path directory)
    {
        return new MemberStorage.Context()
            .directory(directory.toFile())
            .clusterId(CLUSTER_ID)
            .memberId(MEMBER_ID)
            .segmentLength(SEGMENT_LENGTH)
            .payloadLengthMax(EntryContent.LENGTH_MAX);
    }

    /**
     * Open the directory and write until the storage fails.
     *
     * @param directory of the member, created when missing.
     * @param syncMode  in which all that is promised survives a power cut.
     * @param seed      of the content, the same in all runs on a directory.
     * @param runSeed   of what this run does.
     * @param lines     takes what is told, on the calling thread.
     * @throws StorageException when the storage has failed, after a check that it refuses everything from then on.
     * @throws TortureException when it does not.
     */
    public static void run(
        final Path directory, final SyncMode syncMode, final long seed, final long runSeed,
        final Consumer<String> lines)
    {
        final LogWriter writer = new LogWriter(directory, syncMode, seed, runSeed, lines);
        AgentRunner.startOnThread(writer.syncRunner);
        try
        {
            writer.write();
        }
        catch (final StorageException failure)
        {
            writer.checkRefusals();
            throw failure;
        }
        finally
        {
            writer.syncRunner.close();
            writer.storage.close();
        }
    }

    private void write()
    {
        beginTerm();
        while (true)
        {
            sync();
            if (log.lastIndex() >= ENTRIES_MAX || random.nextInt(NEW_TERM_IN) == 0)
            {
                beginTerm();
            }
            if (random.nextInt(PAUSE_IN) == 0)
            {
                LockSupport.parkNanos(PAUSE_NS);
            }
            tryAppend();
        }
    }

    /** One sync at a time: so whatever was asked for last and not answered is not promised. */
    private void sync()
    {
        final long syncedIndex = log.syncedIndex();
        if (syncingIndex != 0 && syncedIndex >= syncingIndex)
        {
            lines.accept(WriterHistory.SYNCED + " " + syncingIndex);
            syncingIndex = 0;
        }
        if (syncingIndex == 0 && batch <= 0 && log.lastIndex() > syncedIndex)
        {
            syncingIndex = log.lastIndex();
            batch = 1 + random.nextInt(1 + random.nextInt(BATCH_MAX));
            lines.accept(WriterHistory.SYNCING + " " + syncingIndex);
            log.requestSync();
        }
    }

    private boolean tryAppend()
    {
        final long index = log.lastIndex() + 1;
        final int length = content.put(index, term, payload);
        final long answer = log.append(term, EntryType.COMMAND, TIMESTAMP_NS, 0, 0, 0, payload, 0, length);
        if (answer == RaftLog.BACK_PRESSURED)
        {
            idle.idle();
            return false;
        }
        if (answer != index)
        {
            throw new TortureException("append of entry " + index + " answered " + answer);
        }
        idle.reset();
        batch--;
        return true;
    }

    /** A new leader: its term and a vote are stored while what it does not have is removed. */
    private void beginTerm()
    {
        term++;
        final int votedFor = random.nextInt(CANDIDATES);
        lines.accept(WriterHistory.STORING + " " + term + " " + votedFor);
        if (!termState.store(term, votedFor))
        {
            throw new TortureException("term " + term + " is not stored: another store that nobody began is under way");
        }
        final long lastIndex = log.lastIndex();
        long fromIndex = lastIndex + 1;
        if (lastIndex >= ENTRIES_MAX)
        {
            fromIndex = ENTRIES_MAX / 2;
        }
        else if (lastIndex > 0 && random.nextInt(KEEP_ALL_IN) != 0)
        {
            fromIndex = Math.max(1, lastIndex - random.nextInt(1 + random.nextInt(CUT_MAX)));
        }
        lines.accept(WriterHistory.BEGINNING + " " + fromIndex + " " + term);
        log.truncateSuffix(fromIndex);
        syncingIndex = 0;
        while (!termState.pollStored())
        {
            idle.idle();
        }
        lines.accept(WriterHistory.STORED + " " + term + " " + votedFor);
        while (!tryAppend())
        {
            log.syncedIndex();
        }
        lines.accept(WriterHistory.BEGUN + " " + fromIndex + " " + term);
    }

    /** Nothing may be done with a storage that has failed. */
    private void checkRefusals()
    {
        final LogView view = new LogView();
        checkRefused("append", () -> log.append(term, EntryType.COMMAND, TIMESTAMP_NS, 0, 0, 0, payload, 0, 0));
        checkRefused("truncateSuffix", () -> log.truncateSuffix(log.lastIndex() + 1));
        checkRefused("read", () -> log.read(1, 1, view));
        checkRefused("requestSync", log::requestSync);
        checkRefused("syncedIndex", log::syncedIndex);
        checkRefused("store", () -> termState.store(term + 1, TermStateStore.NULL_MEMBER));
        checkRefused("pollStored", termState::pollStored);
    }

    private static void checkRefused(final String name, final Runnable action)
    {
        try
        {
            action.run();
        }
        catch (final StorageException refused)
        {
            return;
        }
        throw new TortureException("the storage has failed and does not refuse " + name);
    }
}
