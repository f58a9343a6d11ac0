package io.balsa.consensus.port;

import org.agrona.DirectBuffer;

/**
 * Reads one snapshot of a {@link SnapshotStore}, on the store's thread. The snapshot may be retired meanwhile.
 */
public interface SnapshotReader extends AutoCloseable
{
    /**
     * What the snapshot says about itself.
     *
     * @return the metadata.
     */
    SnapshotMetadata metadata();

    /**
     * Number of records.
     *
     * @return the number, 0 or more.
     */
    long recordCount();

    /**
     * The session table.
     *
     * @return the section from offset 0 on, its capacity is its length; valid until {@link #close()}.
     */
    DirectBuffer sessions();

    /**
     * The pending timers.
     *
     * @return the section from offset 0 on, its capacity is its length; valid until {@link #close()}.
     */
    DirectBuffer timers();

    /**
     * Find one record without reading the others.
     *
     * @param key    borrowed for the call.
     * @param offset of the key in bytes.
     * @param length of the key in bytes, from 1 to {@link SnapshotWriter#KEY_LENGTH_MAX}.
     * @param value  to wrap around the value in place; valid until {@link #close()} and not to be written.
     * @return false, with {@code value} unchanged, when there is no such record.
     */
    boolean get(DirectBuffer key, int offset, int length, DirectBuffer value);

    /**
     * Show every record once, in no order that means anything. Nothing else may be called on the reader meanwhile.
     *
     * @param handler for the records.
     */
    void forEach(SnapshotRecordHandler handler);

    /** Release what is held. */
    @Override
    void close();
}
