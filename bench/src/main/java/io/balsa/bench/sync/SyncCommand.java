package io.balsa.bench.sync;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code bench syncs}: what one sync costs, by the primitive, the dirty pages and the way the file was filled. The
 * cases take turns in rounds, so that what else the machine does hits them all.
 */
@Command(
    name = "syncs",
    mixinStandardHelpOptions = true,
    description = "Time to make 1 KiB at the end of a file durable, and bytes that reach the device for it.")
public final class SyncCommand implements Callable<Integer>
{
    private static final int[] WRITE_LENGTHS = {4 * 1024, 1024 * 1024};

    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "${sys:java.io.tmpdir}",
        description = "Directory to write in (default ${DEFAULT-VALUE}); 0.8 GB are needed.")
    private Path directory;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9", description = "Default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--syncs", paramLabel = "N", defaultValue = "500",
        description = "Syncs of each case in a round (default ${DEFAULT-VALUE}).")
    private int syncs;

    /** Create. */
    public SyncCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        if (rounds < 1 || syncs < 1)
        {
            throw new ParameterException(spec.commandLine(), "--rounds and --syncs: 1 or more");
        }
        final List<SyncCase> cases = new ArrayList<>();
        try
        {
            for (final SyncPrimitive primitive : SyncPrimitive.values())
            {
                for (int dirtyPages = 1; dirtyPages <= 2; dirtyPages++)
                {
                    for (final int writeLength : WRITE_LENGTHS)
                    {
                        cases.add(new SyncCase(primitive, dirtyPages, writeLength, directory));
                    }
                }
            }
            for (int round = 0; round < rounds; round++)
            {
                for (final SyncCase one : cases)
                {
                    one.runRound(syncs);
                }
            }
            print(cases);
        }
        finally
        {
            for (final SyncCase one : cases)
            {
                one.close();
            }
        }
        return 0;
    }

    private void print(final List<SyncCase> cases)
    {
        final PrintWriter out = spec.commandLine().getOut();
        out.println(SyncCase.TABLE_HEAD);
        cases.forEach(one -> out.println(one.row()));
        if (!cases.get(0).isDeviceCounted())
        {
            out.println("No bytes of the device: /proc/diskstats does not count what is under " + directory + ".");
        }
    }
}
