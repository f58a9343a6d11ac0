package io.balsa.node.command;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.demo.DemoPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DemoOptionsTest
{
    @Test
    void shouldHaveDefaults()
    {
        final DemoOptions options = parse();
        assertEquals(new DemoPlan(3, 100_000, 128, 64, SyncMode.SYNC, false, 1, null, false), options.plan());
        assertFalse(options.isJson());
    }

    @Test
    void shouldTakeWhatIsGiven()
    {
        final DemoOptions options = parse("--members=5", "--commands=1", "--payload-bytes=8", "--window=1024",
            "--sync-mode=ASYNC", "--kills=0", "--dir=here", "--keep", "--json", "--in-process");
        assertEquals(
            new DemoPlan(5, 1, 8, 1024, SyncMode.ASYNC, true, 0, Path.of("here"), true), options.plan());
        assertTrue(options.isJson());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--members=4              | --members=4: allowed are 3 and 5",
        "--commands=0             | --commands=0: out of range; allowed: 1 to 10000000",
        "--commands=10000001    | --commands=10000001: out of range; allowed: 1 to 10000000",
        "--payload-bytes=7        | --payload-bytes=7: out of range; allowed: 8 to 1046528",
        "--payload-bytes=1046529  | --payload-bytes=1046529: out of range; allowed: 8 to 1046528",
        "--window=0               | --window=0: out of range; allowed: 1 to 1024",
        "--window=1025            | --window=1025: out of range; allowed: 1 to 1024",
        "--kills=-1               | --kills=-1: out of range; allowed: 0 to 100",
        "--kills=101              | --kills=101: out of range; allowed: 0 to 100",
        "--commands=1             | --kills=1: there are only --commands=1 to kill between",
    })
    void shouldRefuseWhatIsOutOfRange(final String argument, final String message)
    {
        final CommandException ex = assertThrows(CommandException.class, () -> parse(argument).plan());
        assertEquals(message, ex.getMessage());
        assertEquals(ExitCode.USAGE, ex.exitCode());
    }

    private static DemoOptions parse(final String... args)
    {
        final Holder holder = new Holder();
        new CommandLine(holder).parseArgs(args);
        return holder.options;
    }

    /** Something to mix the options into. */
    @Command
    private static final class Holder
    {
        @Mixin
        private final DemoOptions options = new DemoOptions();
    }
}
