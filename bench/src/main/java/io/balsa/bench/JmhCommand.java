package io.balsa.bench;

import io.balsa.node.command.ExitCode;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code bench jmh}: benchmarks of the parts, with JMH and its own options.
 */
@Command(
    name = "jmh",
    sortOptions = false,
    description = "Run the benchmarks of the parts, with the options of JMH: -h lists them, -l lists the benchmarks, " +
        "'-prof gc CommitBenchmark' runs one and shows what it allocates.")
public final class JmhCommand implements Callable<Integer>
{
    @Parameters(paramLabel = "JMH OPTION", description = "Given to JMH as they are.")
    private final List<String> options = new ArrayList<>();

    /** Create. */
    public JmhCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        Main.main(options.toArray(String[]::new));
        return ExitCode.OK;
    }
}
