package io.balsa.consensus.port;

import org.agrona.DirectBuffer;

/**
 * Writes one snapshot of a {@link SnapshotStore}, on the store's thread. After an exception only {@link #close()} may
 * be called.
 */
public interface SnapshotWriter extends AutoCloseable
{
    /** The longest key in bytes. */
    int KEY_LENGTH_MAX = 64 * 1024;

    /** The longest value in bytes. */
    int VALUE_LENGTH_MAX = 64 * 1024 * 1024;

    /** The longest section in bytes. */
    int SECTION_LENGTH_MAX = 64 * 1024 * 1024;

    /**
     * Write a record. Records may come in any order and number.
     *
     * @param key         borrowed for the call; no other record may have it.
     * @param keyOffset   of the key in bytes.
     * @param keyLength   of the key in bytes, from 1 to {@link #KEY_LENGTH_MAX}.
     * @param value       borrowed for the call.
     * @param valueOffset of the value in bytes.
     * @param valueLength of the value in bytes, from 0 to {@link #VALUE_LENGTH_MAX}.
     * @throws IllegalArgumentException when a length is out of range or the key was written before.
     */
    void put(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer value, int valueOffset, int valueLength);

    /**
     * Set the session table; empty unless set.
     *
     * @param section borrowed for the call.
     * @param offset  of the section in bytes.
     * @param length  of the section in bytes, from 0 to {@link #SECTION_LENGTH_MAX}.
     * @throws IllegalArgumentException when the length is out of range.
     */
    void sessions(DirectBuffer section, int offset, int length);

    /**
     * Set the pending timers; empty unless set.
     *
     * @param section borrowed for the call.
     * @param offset  of the section in bytes.
     * @param length  of the section in bytes, from 0 to {@link #SECTION_LENGTH_MAX}.
     * @throws IllegalArgumentException when the length is out of range.
     */
    void timers(DirectBuffer section, int offset, int length);

    /**
     * Make the snapshot durable and let it count. The last call before {@link #close()}.
     *
     * @return false, and the snapshot is gone, when one of the same or a later index was published meanwhile.
     */
    boolean publish();

    /** Release what is held; a snapshot that was not published is gone. */
    @Override
    void close();
}
