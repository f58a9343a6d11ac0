package io.balsa.archive;

import io.balsa.archive.v1.RecordBytes;
import net.openhft.chronicle.map.ChronicleMap;

import java.io.File;

/** A map file that is being written. It was made for a number of records and of bytes, and takes no more. */
final class RecordFile implements AutoCloseable
{
    /** What became of a record. */
    enum Outcome
    {
        STORED, PRESENT, FULL
    }

    private final File file;
    private final ChronicleMap<RecordBytes, RecordBytes> map;
    private final long recordsMax;
    private final long bytesMax;
    private long recordCount;
    private long bytes;

    RecordFile(final File file, final long records, final double keyLengthMean, final double valueLengthMean)
    {
        this.file = file;
        recordsMax = records;
        bytesMax = (long)(records * (keyLengthMean + valueLengthMean));
        map = ChronicleRecords.create(file, records, keyLengthMean, valueLengthMean);
    }

    boolean contains(final RecordBytes key)
    {
        return map.containsKey(key);
    }

    Outcome put(final RecordBytes key, final RecordBytes value)
    {
        final long length = (long)key.length() + value.length();
        if (recordCount == recordsMax || (recordCount > 0 && bytes + length > bytesMax))
        {
            return map.containsKey(key) ? Outcome.PRESENT : Outcome.FULL;
        }
        try
        {
            if (null != map.putIfAbsent(key, value))
            {
                return Outcome.PRESENT;
            }
        }
        catch (final IllegalStateException | IllegalArgumentException e)
        {
            // Keys that happen to crowd one segment, or a record longer than a segment has room for.
            return Outcome.FULL;
        }
        catch (final Exception e)
        {
            // Chronicle Map throws checked exceptions where it declares none.
            throw ChronicleRecords.failure("write", file, e);
        }
        recordCount++;
        bytes += length;
        return Outcome.STORED;
    }

    long recordCount()
    {
        return recordCount;
    }

    @Override
    public void close()
    {
        map.close();
    }
}
