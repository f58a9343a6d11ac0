package io.balsa.bench.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that the device under a directory was given to write, by whomever, as {@code /proc/diskstats} counts them. */
final class DeviceWrites
{
    private static final Path DISK_STATS = Path.of("/proc/diskstats");
    private static final int SECTOR_LENGTH = 512;
    private static final int SECTORS_WRITTEN_FIELD = 9;
    private static final int MAJOR_SHIFT = 8;
    private static final int MAJOR_MASK = 0xFFF;
    private static final int MINOR_LOW_MASK = 0xFF;
    private static final int MINOR_HIGH_SHIFT = 12;

    private final String major;
    private final String minor;

    DeviceWrites(final Path directory) throws IOException
    {
        final long device = ((Number)Files.getAttribute(directory, "unix:dev")).longValue();
        major = Long.toString((device >>> MAJOR_SHIFT) & MAJOR_MASK);
        minor = Long.toString((device & MINOR_LOW_MASK) | ((device >>> MINOR_HIGH_SHIFT) & ~MINOR_LOW_MASK));
    }

    /** Bytes since the machine was started; -1 where the directory is on nothing that is counted. */
    long bytes() throws IOException
    {
        if (!Files.isReadable(DISK_STATS))
        {
            return -1;
        }
        for (final String line : Files.readAllLines(DISK_STATS))
        {
            final String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > SECTORS_WRITTEN_FIELD && major.equals(fields[0]) && minor.equals(fields[1]))
            {
                return SECTOR_LENGTH * Long.parseLong(fields[SECTORS_WRITTEN_FIELD]);
            }
        }
        return -1;
    }
}
