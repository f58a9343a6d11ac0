package io.balsa.bench.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a process has used since its start, or between two looks.
 *
 * @param cpuNs          time on a core, all threads of the process.
 * @param allocatedBytes of the Java heap, by the threads that live.
 * @param collections    of the garbage collector.
 * @param writtenBytes   that it had the kernel give to devices, as {@code /proc/self/io} counts them; {@link #UNKNOWN}
 *                       where it does not.
 * @param forces         of files; {@link #UNKNOWN} where nobody counts them.
 * @param sentBytes      over the network, by its media driver; {@link #UNKNOWN} where it has none.
 */
public record ProcessFigures(
    long cpuNs, long allocatedBytes, long collections, long writtenBytes, long forces, long sentBytes)
{
    /** What is not counted. */
    public static final long UNKNOWN = -1;

    private static final Path IO = Path.of("/proc/self/io");
    private static final String WRITTEN = "write_bytes: ";
    private static final int FIELDS = 6;

    /**
     * Look at this process.
     *
     * @param forces    of files that it has done.
     * @param sentBytes by its media driver.
     * @return the figures.
     */
    public static ProcessFigures ofThisProcess(final long forces, final long sentBytes)
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        return new ProcessFigures(
            ((OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime(),
            Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(bytes -> bytes > 0).sum(),
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount).sum(),
            writtenBytesOfThisProcess(),
            forces,
            sentBytes);
    }

    private static long writtenBytesOfThisProcess()
    {
        try
        {
            return Files.readAllLines(IO).stream().filter(line -> line.startsWith(WRITTEN)).findFirst()
                .map(line -> Long.parseLong(line.substring(WRITTEN.length()))).orElse(UNKNOWN);
        }
        catch (final IOException ignored)
        {
            return UNKNOWN;
        }
    }

    /**
     * What was used between two looks.
     *
     * @param earlier look.
     * @return the difference.
     */
    public ProcessFigures since(final ProcessFigures earlier)
    {
        return new ProcessFigures(
            cpuNs - earlier.cpuNs,
            allocatedBytes - earlier.allocatedBytes,
            collections - earlier.collections,
            since(writtenBytes, earlier.writtenBytes),
            since(forces, earlier.forces),
            since(sentBytes, earlier.sentBytes));
    }

    private static long since(final long value, final long earlier)
    {
        return value == UNKNOWN || earlier == UNKNOWN ? UNKNOWN : value - earlier;
    }

    /**
     * For another process.
     *
     * @return a line that {@link #parse(String)} reads.
     */
    public String toLine()
    {
        return String.format(Locale.ROOT, "%d %d %d %d %d %d",
            cpuNs, allocatedBytes, collections, writtenBytes, forces, sentBytes);
    }

    /**
     * Read what another process told.
     *
     * @param line of {@link #toLine()}.
     * @return the figures.
     * @throws IllegalArgumentException when the line is something else.
     */
    public static ProcessFigures parse(final String line)
    {
        final String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS)
        {
            throw new IllegalArgumentException("'" + line + "' are no figures of a process");
        }
        final long[] values = Arrays.stream(fields).mapToLong(Long::parseLong).toArray();
        return new ProcessFigures(values[0], values[1], values[2], values[3], values[4], values[5]);
    }
}
