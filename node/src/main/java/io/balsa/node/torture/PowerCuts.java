package io.balsa.node.torture;

import io.balsa.log.mmap.LogReader;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.SyncMode;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Cuts the power of a file system under a {@link LogWriter}, again and again in the same directory. After each cut the
 * log is read and held against what the writer was promised; then the writer opens it again, and is sometimes cut off
 * while it does.
 */
public final class PowerCuts
{
    private static final int CUT_IN_OPENING_IN = 4;
    private static final int INLINE_IN = 4;
    private static final int OPENING_MS_MAX = 60;
    private static final int WRITING_MS_MAX = 10;

    private final FileSystemKind kind;
    private final int cycles;
    private final long seed;
    private final SplittableRandom random;
    private final WriterHistory history;

    private PowerCuts(final FileSystemKind kind, final int cycles, final long seed)
    {
        this.kind = kind;
        this.cycles = cycles;
        this.seed = seed;
        random = new SplittableRandom(seed);
        history = new WriterHistory(new EntryContent(seed));
    }

    /**
     * Fail with one line where no power can be cut.
     *
     * @param kind of file system.
     * @throws CannotRunException when something is missing.
     */
    public static void require(final FileSystemKind kind)
    {
        LoopFileSystem.require(kind);
    }

    /**
     * Cut the power a number of times. Nothing is left behind, also after a failure or an interrupt.
     *
     * @param kind     of file system.
     * @param cycles   number of cuts.
     * @param seed     of what is written and when it is cut off; the rest is up to the machine.
     * @param progress told the number of cuts that were survived, after each.
     * @return what was tried.
     * @throws InterruptedException when the calling thread is interrupted.
     * @throws CannotRunException   when the file system cannot be mounted.
     * @throws TortureException     when a promise was broken.
     */
    public static PowerCutReport run(
        final FileSystemKind kind, final int cycles, final long seed, final IntConsumer progress)
        throws InterruptedException
    {
        return new PowerCuts(kind, cycles, seed).run(progress);
    }

    private PowerCutReport run(final IntConsumer progress) throws InterruptedException
    {
        try (LoopFileSystem fileSystem = LoopFileSystem.create(kind))
        {
            final Path directory = fileSystem.mountPoint().resolve("member");
            int cycle = 1;
            try
            {
                for (; cycle <= cycles; cycle++)
                {
                    writeAndCut(fileSystem, directory);
                    fileSystem.restart();
                    check(directory);
                    progress.accept(cycle);
                }
                openAndCheck(directory);
            }
            catch (final TortureException | StorageException ex)
            {
                throw new TortureException(
                    kind + ", seed " + seed + ", power cut " + cycle + ": " + ex.getMessage(), ex);
            }
        }
        return new PowerCutReport(kind, cycles, history.syncs(), history.newTerms(), history.termStates());
    }

    private void writeAndCut(final LoopFileSystem fileSystem, final Path directory) throws InterruptedException
    {
        final SyncMode syncMode = random.nextInt(INLINE_IN) == 0 ? SyncMode.INLINE : SyncMode.SYNC;
        try (WriterProcess writer = WriterProcess.start(
            WriterProcess.command(directory, syncMode, seed, random.nextLong())))
        {
            final boolean isCutInOpening = random.nextInt(CUT_IN_OPENING_IN) == 0;
            writer.awaitLines(isCutInOpening ? 1 : 1 + random.nextInt(WriterProcess.LINES_MAX));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(isCutInOpening ? OPENING_MS_MAX : WRITING_MS_MAX));
            writer.checkRunning();
            fileSystem.cutPower(directory, random.split());
            writer.kill();
            writer.awaitEnd();
            writer.lines().forEach(history::onLine);
        }
    }

    private void check(final Path directory)
    {
        if (history.isOpened())
        {
            try (LogReader log = LogReader.open(directory.toFile()))
            {
                history.check(log);
            }
        }
    }

    /** What recovery makes of the log, it makes of it again. */
    private void openAndCheck(final Path directory)
    {
        if (history.isOpened())
        {
            try (MemberStorage storage = MemberStorage.open(LogWriter.context(directory)))
            {
                history.onLine(WriterHistory.OPENED + " " + storage.log().lastIndex() + " " +
                    storage.termStateStore().term() + " " + storage.termStateStore().votedFor());
            }
            check(directory);
        }
    }
}
