package io.balsa.consensus.port;

import org.agrona.DirectBuffer;

/**
 * The part of a snapshot that is written in one duty cycle: it bounds the steps and the bytes.
 */
public interface SnapshotSlice
{
    /**
     * Whether it is time to return. Each call counts as a step, so that also what is passed over has a bound.
     *
     * @return true when nothing more may be done in this slice.
     */
    boolean isOver();

    /**
     * Write a record. Limits are those of {@link SnapshotWriter#put}.
     *
     * @param key         borrowed for the call.
     * @param keyOffset   of the key in bytes.
     * @param keyLength   of the key in bytes.
     * @param value       borrowed for the call.
     * @param valueOffset of the value in bytes.
     * @param valueLength of the value in bytes.
     * @return false when not all of it could be taken: the same record, with the same bytes, must be the first of the
     *     next slice.
     */
    boolean put(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer value, int valueOffset, int valueLength);
}
