package io.balsa.bench;

import io.balsa.bench.cluster.ClusterCommand;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BenchTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldDocumentEveryOptionOfTheRig() throws IOException
    {
        final String documented = Files.readString(Path.of("../docs/command-line.md"));
        for (final OptionSpec option : new CommandLine(new ClusterCommand()).getCommandSpec().options())
        {
            assertTrue(
                option.usageHelp() || option.versionHelp() || documented.contains("`" + option.longestName()),
                option.longestName());
        }
    }

    @Test
    void shouldTakeOptionsWithoutACommandForThoseOfTheRig()
    {
        assertEquals(2, execute("--members=7"));
        assertEquals("balsa: --members=7: allowed are 3 and 5", err.toString().strip());
    }

    @Test
    void shouldHelpWithItselfAndWithTheRig()
    {
        assertEquals(0, execute("--help"));
        assertTrue(out.toString().contains("Without a command it is 'cluster'"), out.toString());
        assertEquals(0, execute("cluster", "--help"));
        assertTrue(out.toString().contains("--no-bare"), out.toString());
    }

    @Test
    void shouldLeaveTheOptionsOfJmhToIt()
    {
        final CommandLine commandLine = Bench.commandLine(new PrintWriter(out, true), new PrintWriter(err, true));
        final ParseResult parsed = commandLine.parseArgs("jmh", "-l", "-prof", "gc", "Commit.*", "-h");
        final List<String> options = parsed.subcommand().matchedPositional(0).getValue();
        assertEquals(List.of("-l", "-prof", "gc", "Commit.*", "-h"), options);
    }

    @Test
    void shouldRefuseWhatIsNoCommand()
    {
        assertEquals(2, execute("clustre"));
        assertTrue(err.toString().contains("clustre"), err.toString());
    }

    private int execute(final String... args)
    {
        return Bench.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
