package io.balsa.bench.rig;

import io.balsa.bench.load.LoadResult;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.consensus.latency.StageSnapshot;

import java.util.Map;

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
    private static final double NS_PER_US = 1e3;
    private static final double COMMANDS_PER_MILLION = 1e6;
    private static final double NS_PER_S = 1e9;

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
     * @return bytes for a command.
     */
    public double writtenBytesPerCommand()
    {
        return processes.values().stream().mapToLong(ProcessFigures::writtenBytes).sum() / (double)load.commands();
    }

    /**
     * Bytes that all media drivers together sent over the network, the loopback's too.
     *
     * @return bytes for a command.
     */
    public double sentBytesPerCommand()
    {
        return processes.values().stream().mapToLong(ProcessFigures::sentBytes).sum() / (double)load.commands();
    }

    /**
     * Forces of files, all processes together.
     *
     * @return forces for a command.
     */
    public double forcesPerCommand()
    {
        return processes.values().stream().mapToLong(ProcessFigures::forces).sum() / (double)load.commands();
    }

    /**
     * Bytes of the heap that all processes together have allocated, with all that a JVM does beside.
     *
     * @return bytes for a command.
     */
    public double allocatedBytesPerCommand()
    {
        return processes.values().stream().mapToLong(ProcessFigures::allocatedBytes).sum() / (double)load.commands();
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
