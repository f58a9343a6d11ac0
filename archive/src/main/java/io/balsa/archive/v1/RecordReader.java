package io.balsa.archive.v1;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;

/** Reads a key or value in place: nothing is copied. */
public final class RecordReader implements SizedReader<RecordBytes>
{
    /** Without state. */
    public RecordReader()
    {
    }

    @Override
    public RecordBytes read(final Bytes<?> in, final long size, final RecordBytes using)
    {
        final RecordBytes record = null == using ? new RecordBytes() : using;
        record.wrap(in.addressForRead(in.readPosition()), (int)size);
        in.readSkip(size);
        return record;
    }

    @Override
    public void writeMarshallable(final WireOut wire)
    {
    }

    @Override
    public void readMarshallable(final WireIn wire)
    {
    }
}
