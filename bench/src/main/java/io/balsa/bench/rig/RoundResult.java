package io.balsa.bench.rig;

import io.balsa.bench.load.LoadResult;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.consensus.latency.StageSnapshot;
import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.zip.DataFormatException;

/**
 * What one round of one contender has shown.
 *
 * @param load          latencies and rate.
 * @param processes     what each process has used while it counted, by role.
 * @param leaderChanges while it counted.
 * @param stages        of its commits while it counted, of all members together; null where it has none.
 */
public record RoundResult(
    LoadResult load, Map<String, ProcessFigures> processes, int leaderChanges, StageSnapshot stages)
{
    private static final String SEPARATOR = "\t";
    private static final int FIELDS_MIN = 5;
    private static final double NS_PER_US = 1e3;
    private static final double COMMANDS_PER_MILLION = 1e6;
    private static final double NS_PER_S = 1e9;

    /**
     * For another process.
     *
     * @return a line that {@link #parse} reads.
     */
    public String toLine()
    {
        final ByteBuffer latencies = ByteBuffer.allocate(load.latencyNs().getNeededByteBufferCapacity());
        final int length = load.latencyNs().encodeIntoCompressedByteBuffer(latencies);
        final StringBuilder line = new StringBuilder()
            .append(load.elapsedNs()).append(SEPARATOR)
            .append(load.commands()).append(SEPARATOR)
            .append(leaderChanges).append(SEPARATOR)
            .append(Base64.getEncoder().encodeToString(Arrays.copyOf(latencies.array(), length))).append(SEPARATOR)
            .append(stages == null ? "" : stages.toText());
        processes.forEach((role, figures) ->
            line.append(SEPARATOR).append(role).append(SEPARATOR).append(figures.toLine()));
        return line.toString();
    }

    /**
     * Read what another process told.
     *
     * @param shape of the load.
     * @param line  of {@link #toLine()}.
     * @return the result.
     * @throws IllegalArgumentException when the line is something else.
     */
    public static RoundResult parse(final LoadShape shape, final String line)
    {
        final String[] fields = line.split(SEPARATOR, -1);
        if (fields.length < FIELDS_MIN)
        {
            throw new IllegalArgumentException("'" + line + "' is no result of a round");
        }
        final Map<String, ProcessFigures> processes = new LinkedHashMap<>();
        for (int i = FIELDS_MIN; i + 1 < fields.length; i += 2)
        {
            processes.put(fields[i], ProcessFigures.parse(fields[i + 1]));
        }
        return new RoundResult(
            new LoadResult(shape, latencies(fields[3]), Long.parseLong(fields[1]), Long.parseLong(fields[0])),
            processes,
            Integer.parseInt(fields[2]),
            fields[FIELDS_MIN - 1].isEmpty() ? null : StageSnapshot.parse(fields[FIELDS_MIN - 1]));
    }

    private static Histogram latencies(final String text)
    {
        try
        {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        }
        catch (final DataFormatException ex)
        {
            throw new IllegalArgumentException("'" + text + "' are no latencies", ex);
        }
    }

    /**
     * A percentile of the latency.
     *
     * @param percentile from 0 to 100.
     * @return us.
     */
    public double latencyUs(final double percentile)
    {
        return load.latencyNs().getValueAtPercentile(percentile) / NS_PER_US;
    }

    /**
     * Time on a core that a million commands take.
     *
     * @param role of the process.
     * @return seconds.
     */
    public double cpuSecondsPerMillion(final String role)
    {
        return processes.get(role).cpuNs() / NS_PER_S * COMMANDS_PER_MILLION / load.commands();
    }

    /**
     * Time on a core that a million commands take, all processes together.
     *
     * @return seconds.
     */
    public double cpuSecondsPerMillion()
    {
        return processes.keySet().stream().mapToDouble(this::cpuSecondsPerMillion).sum();
    }

    /**
     * Bytes that all processes together had written to devices.
     *
     * @return bytes for a command; NaN where nobody counts them, as in the next ones.
     */
    public double writtenBytesPerCommand()
    {
        return perCommand(ProcessFigures::writtenBytes);
    }

    /**
     * Bytes that all media drivers together sent over the network, the loopback's too.
     *
     * @return bytes for a command.
     */
    public double sentBytesPerCommand()
    {
        return perCommand(ProcessFigures::sentBytes);
    }

    /**
     * Forces of files, all processes together.
     *
     * @return forces for a command.
     */
    public double forcesPerCommand()
    {
        return perCommand(ProcessFigures::forces);
    }

    /**
     * Bytes of the heap that all processes together have allocated, with all that a JVM does beside.
     *
     * @return bytes for a command.
     */
    public double allocatedBytesPerCommand()
    {
        return perCommand(ProcessFigures::allocatedBytes);
    }

    private double perCommand(final ToLongFunction<ProcessFigures> figure)
    {
        final boolean isKnown = processes.values().stream().mapToLong(figure)
            .noneMatch(value -> value == ProcessFigures.UNKNOWN);
        return isKnown ? processes.values().stream().mapToLong(figure).sum() / (double)load.commands() : Double.NaN;
    }

    /**
     * Collections of garbage in all processes.
     *
     * @return count.
     */
    public long collections()
    {
        return processes.values().stream().mapToLong(ProcessFigures::collections).sum();
    }
}
