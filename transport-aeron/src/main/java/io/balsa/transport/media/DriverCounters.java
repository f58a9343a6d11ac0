package io.balsa.transport.media;

import io.aeron.CncFileDescriptor;
import io.aeron.CommonContext;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.status.CountersReader;

import java.io.File;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads the counters of a media driver that runs on this machine, and asks the processes that they are of for
 * something. Nothing of the driver is changed, and no connection to it is needed.
 */
public final class DriverCounters
{
    private static final long DRIVER_TIMEOUT_MS = 10_000;

    private DriverCounters()
    {
    }

    /** Is given each counter. */
    @FunctionalInterface
    public interface CounterHandler
    {
        /**
         * A counter that is allocated.
         *
         * @param typeId of the counter.
         * @param label  of the counter.
         * @param value  of the counter.
         */
        void onCounter(int typeId, String label, long value);
    }

    /**
     * Read all counters once.
     *
     * @param aeronDirectory of the media driver.
     * @param handler        of each.
     * @throws TransportException when no media driver runs there.
     */
    public static void forEach(final File aeronDirectory, final CounterHandler handler)
    {
        withReader(aeronDirectory, (reader) -> reader.forEach((counterId, typeId, key, label) ->
            handler.onCounter(typeId, label, reader.getCounterValue(counterId))));
    }

    /**
     * Increment a counter that stands for a request, see {@link SharedCounters#addRequest}.
     *
     * @param aeronDirectory of the media driver.
     * @param wantedTypeId   of the counter.
     * @param wantedLabel    of the counter.
     * @return false when there is no such counter.
     * @throws TransportException when no media driver runs there.
     */
    public static boolean increment(final File aeronDirectory, final int wantedTypeId, final String wantedLabel)
    {
        final boolean[] isFound = {false};
        withReader(aeronDirectory, (reader) -> reader.forEach((counterId, typeId, key, label) ->
        {
            if (typeId == wantedTypeId && label.equals(wantedLabel))
            {
                reader.valuesBuffer().getAndAddLong(CountersReader.counterOffset(counterId), 1);
                isFound[0] = true;
            }
        }));
        return isFound[0];
    }

    private static void withReader(final File aeronDirectory, final Consumer<CountersReader> user)
    {
        final File file = new File(aeronDirectory, CncFileDescriptor.CNC_FILE);
        if (!file.isFile() || !CommonContext.isDriverActive(aeronDirectory, DRIVER_TIMEOUT_MS, ignore -> {}))
        {
            throw new TransportException("no media driver runs in aeronDirectoryName=" + aeronDirectory);
        }
        final MappedByteBuffer mapping = IoUtil.mapExistingFile(file, CncFileDescriptor.CNC_FILE);
        try
        {
            final DirectBuffer metaData = CncFileDescriptor.createMetaDataBuffer(mapping);
            final CountersReader reader = new CountersReader(
                CncFileDescriptor.createCountersMetaDataBuffer(mapping, metaData),
                CncFileDescriptor.createCountersValuesBuffer(mapping, metaData),
                StandardCharsets.US_ASCII);
            user.accept(reader);
        }
        finally
        {
            IoUtil.unmap(mapping);
        }
    }
}
