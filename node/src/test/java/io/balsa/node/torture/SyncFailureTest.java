package io.balsa.node.torture;

import io.balsa.log.mmap.LogReader;
import io.balsa.log.mmap.SyncMode;
import io.balsa.node.command.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A sync that fails, once: the ones behind it would succeed, but what it was for is not on the device. The process must
 * end, and a power cut then takes away nothing that it had acknowledged. Left out where no file system can be mounted
 * or there is no strace, which makes the sync fail.
 */
@Timeout(120)
class SyncFailureTest
{
    private static final SystemTool STRACE = new SystemTool("strace", "strace");
    private static final long SEED = 21;
    private static final int THIRD = 3;
    // strace counts each thread's syncs by themselves; to open a directory takes fewer.
    private static final int BEHIND_OPENING = 40;

    @BeforeEach
    void setUp()
    {
        Torture.assumePossible(() ->
        {
            LoopFileSystem.require(FileSystemKind.EXT4);
            STRACE.require();
        });
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, names = {"SYNC", "INLINE"})
    void shouldAcknowledgeNothingWhenASyncHasFailed(final SyncMode syncMode) throws InterruptedException
    {
        final String error = failSync(syncMode, BEHIND_OPENING);
        assertTrue(error.endsWith("log and term state refuse all work, restart the member"), error);
    }

    @Test
    void shouldNotOpenWhenASyncHasFailed() throws InterruptedException
    {
        failSync(SyncMode.SYNC, THIRD);
    }

    /** Let a sync of each thread fail; returns the line with which the process ended. */
    private static String failSync(final SyncMode syncMode, final int number) throws InterruptedException
    {
        try (LoopFileSystem fileSystem = LoopFileSystem.create(FileSystemKind.EXT4))
        {
            final Path directory = fileSystem.mountPoint().resolve("member");
            final List<String> command = new ArrayList<>(List.of(
                "strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fdatasync,fsync,msync",
                "-e", "inject=fdatasync,fsync,msync:error=EIO:when=" + number));
            command.addAll(WriterProcess.command(directory, syncMode, SEED, number));
            try (WriterProcess writer = WriterProcess.start(command))
            {
                assertEquals(ExitCode.FAILED, writer.awaitEnd());
                final WriterHistory history = new WriterHistory(new EntryContent(SEED));
                writer.lines().forEach(history::onLine);
                assertEquals(number > THIRD, history.syncs() > 0);
                fileSystem.cutPower(directory, new SplittableRandom(SEED));
                fileSystem.restart();
                if (history.isOpened())
                {
                    try (LogReader log = LogReader.open(directory.toFile()))
                    {
                        history.check(log);
                    }
                }
                final String error = writer.errors();
                assertTrue(error.startsWith("balsa: ") && error.contains("cannot sync") &&
                    error.contains("Input/output error"), error);
                assertFalse(error.contains("\n"), error);
                return error;
            }
        }
    }
}
