package io.balsa.consensus.port;

import org.agrona.DirectBuffer;

/** Takes the records of a snapshot one by one. */
@FunctionalInterface
public interface SnapshotRecordHandler
{
    /**
     * A record. Both buffers hold it in place, from offset 0 on; their capacity is the length. They are reused for the
     * next record and not to be written.
     *
     * @param key   of the record.
     * @param value of the record.
     */
    void onRecord(DirectBuffer key, DirectBuffer value);
}
