package io.balsa.bench.open;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class OpenCommandTest
{
    private static final int COLUMN_SEGMENTS = 3;
    private static final int COLUMN_TRUSTED = 4;
    private static final int COLUMN_SCANNED = 5;

    @TempDir
    private Path directory;

    @Test
    void shouldOpenGrowingLogsAndTrustAllButTheLastSegment()
    {
        final List<String[]> rows = open("--entries", "12000,1000", "--rounds", "2");
        assertEquals(List.of("1000", "12000"), rows.stream().map((row) -> row[1]).collect(Collectors.toList()));
        assertEquals("1", rows.get(0)[COLUMN_SEGMENTS]);
        assertEquals("3", rows.get(1)[COLUMN_SEGMENTS]);
        assertEquals("2", rows.get(1)[COLUMN_TRUSTED]);
        assertEquals("1", rows.get(1)[COLUMN_SCANNED]);
    }

    @Test
    void shouldScanAllSegmentsWhereAllAreVerified()
    {
        final List<String[]> rows = open("--entries", "12000", "--rounds", "1", "--verify-all");
        assertEquals("0", rows.get(0)[COLUMN_TRUSTED]);
        assertEquals("3", rows.get(0)[COLUMN_SCANNED]);
    }

    @Test
    void shouldRefuseNoRounds()
    {
        final StringWriter errors = new StringWriter();
        assertNotEquals(0, new CommandLine(new OpenCommand())
            .setErr(new PrintWriter(errors)).execute("--directory", directory.toString(), "--rounds", "0"));
        assertTrue(errors.toString().startsWith("--rounds and --entries: 1 or more"), errors.toString());
    }

    /** Cells of the rows, the first one empty; nothing may be left in the directory. */
    private List<String[]> open(final String... args)
    {
        final StringWriter out = new StringWriter();
        final CommandLine command = new CommandLine(new OpenCommand()).setOut(new PrintWriter(out));
        final String[] common = {"--directory", directory.toString(), "--segment-length", "1048576"};
        final String[] all = Arrays.copyOf(common, common.length + args.length);
        System.arraycopy(args, 0, all, common.length, args.length);
        assertEquals(0, command.execute(all));
        assertArrayEquals(new String[0], directory.toFile().list());
        return out.toString().lines().skip(2).map((line) -> line.split(" *\\| *")).collect(Collectors.toList());
    }
}
