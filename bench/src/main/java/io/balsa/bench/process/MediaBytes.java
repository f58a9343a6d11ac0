package io.balsa.bench.process;

import io.aeron.driver.status.SystemCounterDescriptor;
import io.balsa.transport.media.DriverCounters;
import org.agrona.collections.MutableLong;

import java.nio.file.Path;

/** What media drivers move. */
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
        final MutableLong bytes = new MutableLong();
        DriverCounters.forEach(driver.toFile(), (typeId, label, value) ->
        {
            if (typeId == SystemCounterDescriptor.SYSTEM_COUNTER_TYPE_ID &&
                label.startsWith(SystemCounterDescriptor.BYTES_SENT.label()))
            {
                bytes.set(value);
            }
        });
        return bytes.get();
    }
}
