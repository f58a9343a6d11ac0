package io.balsa.archive.v1;

/** A key or a value: where its bytes are in memory outside of the heap. Reused by its owner. */
public final class RecordBytes
{
    private long address;
    private int length;

    /** Of nothing, at first. */
    public RecordBytes()
    {
    }

    /**
     * Point to bytes.
     *
     * @param address of the first byte.
     * @param length  in bytes.
     * @return this.
     */
    public RecordBytes wrap(final long address, final int length)
    {
        this.address = address;
        this.length = length;
        return this;
    }

    /**
     * Where the bytes are.
     *
     * @return address of the first byte.
     */
    public long address()
    {
        return address;
    }

    /**
     * How many bytes.
     *
     * @return length in bytes.
     */
    public int length()
    {
        return length;
    }
}
