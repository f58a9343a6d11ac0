package io.balsa.bench.rig;

import io.balsa.bench.BenchException;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine of a measurement, as it says itself.
 *
 * @param processor model.
 * @param cores     that this process may use.
 * @param kernel    name and version.
 * @param java      name and version.
 * @param files     type and device of the file system that contenders write to.
 * @param load      load average over a minute, before the measurement; -1 where it is not told.
 */
public record Machine(String processor, int cores, String kernel, String java, String files, double load)
{
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    /**
     * Look at this machine.
     *
     * @param directory that contenders write to.
     * @return what it says.
     * @throws BenchException when the directory cannot be looked at.
     */
    public static Machine look(final Path directory)
    {
        try
        {
            return read(directory);
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot look at " + directory + ": " + ex + "; choose another with --dir", ex);
        }
    }

    private static Machine read(final Path directory) throws IOException
    {
        final FileStore store = Files.getFileStore(directory);
        return new Machine(
            processorModel(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            store.type() + " on " + store.name(),
            loadAverage());
    }

    private static String processorModel() throws IOException
    {
        if (!Files.isReadable(PROCESSORS))
        {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(PROCESSORS).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst().orElse(System.getProperty("os.arch"));
    }

    private static double loadAverage() throws IOException
    {
        return Files.isReadable(LOAD) ? Double.parseDouble(Files.readString(LOAD).split(" ", 2)[0]) : -1;
    }

    /**
     * For people.
     *
     * @return one line.
     */
    public String text()
    {
        return String.format(Locale.ROOT, "%s, %d cores, %s, %s, %s; load %.2f before",
            processor, cores, kernel, java, files, load);
    }
}
