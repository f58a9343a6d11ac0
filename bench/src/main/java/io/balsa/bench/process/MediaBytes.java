package io.balsa.bench.process;

import io.aeron.CncFileDescriptor;
import io.aeron.driver.status.SystemCounterDescriptor;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/** What media drivers count, of which their files tell any process. */
public final class MediaBytes
{
    private MediaBytes()
    {
    }

    /**
     * Bytes that a media driver has sent over the network.
     *
     * @param driver directory of a driver that runs.
     * @return bytes since its start.
     */
    public static long sent(final Path driver)
    {
        final MappedByteBuffer file =
            IoUtil.mapExistingFile(driver.resolve(CncFileDescriptor.CNC_FILE).toFile(), CncFileDescriptor.CNC_FILE);
        try
        {
            final DirectBuffer head = CncFileDescriptor.createMetaDataBuffer(file);
            final CountersReader counters = new CountersReader(
                new UnsafeBuffer(CncFileDescriptor.createCountersMetaDataBuffer(file, head)),
                new UnsafeBuffer(CncFileDescriptor.createCountersValuesBuffer(file, head)));
            return counters.getCounterValue(SystemCounterDescriptor.BYTES_SENT.id());
        }
        finally
        {
            IoUtil.unmap(file);
        }
    }
}
