package io.balsa.log.mmap;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * One open file of a {@link Storage}. Every failure is a {@link StorageException} that names file and reason.
 * <p>
 * Threads: filled and mapped by one thread, then handed over; {@link #force()} may run beside stores through the map.
 */
public interface StorageFile extends AutoCloseable
{
    /**
     * Length of the file.
     *
     * @return length in bytes.
     */
    int length();

    /**
     * Append zeros in writes of 4 KiB, so that the file has real blocks and pages of that size: a large write makes
     * the page cache use large folios, and each later small sync would write a whole one.
     *
     * @param length in bytes, a multiple of 4096.
     * @throws DiskFullException when the device has no room; the file may have grown by a part of it.
     */
    void appendZeros(int length);

    /**
     * Have a part of the file in memory before it is read through the map: a page that is missing there brings many
     * around it from the device, a read brings what it asks for. Changes nothing but the time that takes.
     *
     * @param offset in bytes.
     * @param length in bytes.
     */
    default void load(final int offset, final int length)
    {
    }

    /** Map the file at its present length; the buffer of an empty file is empty. */
    void map();

    /**
     * The mapped content. It must not be used after {@link #close()}.
     *
     * @return the buffer, null before {@link #map()}.
     */
    UnsafeBuffer buffer();

    /**
     * The same memory as {@link #buffer()}, a new view with its own position and limit at each call.
     *
     * @return the view.
     */
    ByteBuffer byteBuffer();

    /**
     * The file has another name now, which failures are to name.
     *
     * @param name that it was given by {@link Storage#rename}.
     */
    default void renamed(final String name)
    {
    }

    /** Make the content durable. After a failure the content of the page cache cannot be trusted: never try again. */
    void force();

    /**
     * Have the next {@link #force()} write the whole content, also what the page cache takes for written: after a force
     * that failed in an earlier process it calls pages clean that the device never got.
     */
    void rewrite();

    /** Unmap and close. Nothing is made durable by it. */
    @Override
    void close();
}
