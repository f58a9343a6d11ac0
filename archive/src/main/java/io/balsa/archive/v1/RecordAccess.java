package io.balsa.archive.v1;

import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.hash.AbstractData;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.serialization.DataAccess;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;

/** Shows the bytes of a key or value to the map, which copies them from where they are. */
public final class RecordAccess extends AbstractData<RecordBytes> implements DataAccess<RecordBytes>
{
    private transient PointerBytesStore store = new PointerBytesStore();
    private transient RecordBytes record;

    /** Of nothing, at first. */
    public RecordAccess()
    {
    }

    @Override
    public RandomDataInput bytes()
    {
        return store;
    }

    @Override
    public long offset()
    {
        return store.start();
    }

    @Override
    public long size()
    {
        return record.length();
    }

    @Override
    public RecordBytes get()
    {
        return record;
    }

    @Override
    public RecordBytes getUsing(final RecordBytes using)
    {
        return (null == using ? new RecordBytes() : using).wrap(record.address(), record.length());
    }

    @Override
    public Data<RecordBytes> getData(final RecordBytes instance)
    {
        record = instance;
        store.set(instance.address(), instance.length());
        return this;
    }

    @Override
    public void uninit()
    {
        record = null;
    }

    @Override
    public DataAccess<RecordBytes> copy()
    {
        return new RecordAccess();
    }

    @Override
    public void writeMarshallable(final WireOut wire)
    {
    }

    @Override
    public void readMarshallable(final WireIn wire)
    {
        // Made by the map when it opens a file, without a constructor.
        store = new PointerBytesStore();
    }
}
