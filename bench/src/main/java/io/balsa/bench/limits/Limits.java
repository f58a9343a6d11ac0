package io.balsa.bench.limits;

import io.balsa.bench.BenchException;
import io.balsa.bench.rig.Limit;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.IdleMode;
import io.balsa.node.demo.StopRequest;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine can do at best of what a commit is made of.
 */
public final class Limits
{
    private final List<Probe> probes;
    private final Path directory;
    private final int rounds;

    /**
     * Create.
     *
     * @param directory for files.
     * @param rounds    of each limit, in turns.
     * @param idle      what threads do while they wait for a message.
     * @param stop      ends it early.
     */
    public Limits(final Path directory, final int rounds, final IdleMode idle, final StopRequest stop)
    {
        this.directory = directory;
        this.rounds = rounds;
        probes = List.of(
            new RoundTrip("Aeron IPC round trip", true, idle, stop),
            new RoundTrip("Aeron UDP round trip", false, idle, stop),
            new ForcedWrite(stop),
            new MappedAppend(stop));
    }

    /**
     * Measure. Nothing is left afterwards.
     *
     * @return each limit.
     */
    public List<Limit> run()
    {
        final List<Limit> limits = new ArrayList<>();
        probes.forEach(probe -> limits.add(new Limit(probe.name(), new ArrayList<>())));
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < probes.size(); i++)
            {
                limits.get(i).latencyNs().add(measure(probes.get(i)));
            }
        }
        return limits;
    }

    private Histogram measure(final Probe probe)
    {
        try (RigDirectory files = RigDirectory.create(directory))
        {
            return probe.measure(files);
        }
        catch (final IOException ex)
        {
            throw new BenchException(probe.name() + ": " + ex, ex);
        }
    }
}
