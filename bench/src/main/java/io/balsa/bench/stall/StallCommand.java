package io.balsa.bench.stall;

import io.balsa.bench.BenchFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code bench stalls}: what an appending thread feels of a syncing one. The cases take turns in rounds, so that what
 * else the machine does hits them all.
 */
@Command(
    name = "stalls",
    mixinStandardHelpOptions = true,
    description = "Time to append an entry of 128 bytes while another thread syncs, and entries that become durable.")
public final class StallCommand implements Callable<Integer>
{
    private static final int WRITE_LENGTH = 4096;

    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "${sys:java.io.tmpdir}",
        description = "Directory to write in (default ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
        description = "Rounds that count; one before them does not (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--round-ms", paramLabel = "MS", defaultValue = "1000",
        description = "Length of each case in a round (default ${DEFAULT-VALUE}).")
    private int roundMs;

    @Option(names = "--durability", split = ",", defaultValue = "SYNC,ASYNC,UNFORCED",
        description = "When entries count: ${COMPLETION-CANDIDATES}; several by commas (default all).")
    private List<Durability> durabilities;

    /** Create. */
    public StallCommand()
    {
    }

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        if (rounds < 1 || roundMs < 1)
        {
            throw new ParameterException(spec.commandLine(), "--rounds and --round-ms: 1 or more");
        }
        final List<StallCase> cases = cases();
        final ByteBuffer image = ByteBuffer.allocateDirect(TailLog.FILE_LENGTH);
        try (BenchFile file = BenchFile.create(directory, TailLog.FILE_LENGTH, WRITE_LENGTH))
        {
            for (int round = 0; round <= rounds; round++)
            {
                for (final StallCase one : cases)
                {
                    one.runRound(TimeUnit.MILLISECONDS.toNanos(roundMs), file, image, round > 0);
                    file.channel().force(false);
                }
            }
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.println(StallCase.TABLE_HEAD);
        cases.forEach(one -> out.println(one.row()));
        return 0;
    }

    private List<StallCase> cases()
    {
        final List<StallCase> cases = new ArrayList<>();
        for (final Durability durability : durabilities)
        {
            for (final Load load : Load.values())
            {
                for (final Tail tail : Tail.values())
                {
                    cases.add(new StallCase(tail, durability, load));
                }
            }
        }
        return cases;
    }
}
