package io.balsa.bench.snapshot;

import io.balsa.bench.Bench;
import io.balsa.node.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A small state goes all the way, and nothing is left. */
@Timeout(120)
class SnapshotsCommandTest
{
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... more)
    {
        final String[] args = new String[more.length + 3];
        args[0] = "snapshots";
        args[1] = "--dir";
        args[2] = directory.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return Bench.execute(args, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void shouldMeasureEachStepAndLeaveNothing()
    {
        assertEquals(ExitCode.OK, run("--keys", "1000"), err::toString);
        assertEquals(8, out.toString().lines().count(), out::toString);
        assertTrue(out.toString().startsWith("step "), out::toString);
        assertTrue(out.toString().contains("read back"), out::toString);
        assertEquals(0, directory.toFile().list().length);
    }

    @Test
    void shouldPrintJson()
    {
        assertEquals(ExitCode.OK, run("--keys", "10", "--value-bytes", "9", "--json"), err::toString);
        assertTrue(out.toString().startsWith("{\"keys\":10,\"valueBytes\":9,\"steps\":[{\"step\":\"fill the state\","),
            out::toString);
    }

    @Test
    void shouldRefuseWhatIsOutOfRange()
    {
        assertEquals(ExitCode.USAGE, run("--keys", "0"));
        assertTrue(err.toString().contains("--keys=0: out of range"), err::toString);
        assertEquals(ExitCode.USAGE, run("--value-bytes", "7"));
    }
}
