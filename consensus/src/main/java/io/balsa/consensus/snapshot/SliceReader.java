package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * The other end of the queue of records, on the thread of the snapshots: puts the parts that {@link SliceWriter} has
 * written together and writes the records.
 */
final class SliceReader
{
    /** Most parts of records that are written in one go. */
    static final int PARTS_MAX = 256;

    private final RingBuffer queue;
    private final MessageHandler handler = this::onPart;
    private final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    private SnapshotWriter writer;
    private long recordCount;
    private long recordBytes;

    SliceReader(final RingBuffer queue)
    {
        this.queue = queue;
    }

    /** Begin to write to a writer; null to drop what comes. */
    void begin(final SnapshotWriter newWriter)
    {
        writer = newWriter;
        recordCount = 0;
        recordBytes = 0;
    }

    /** Write what has come; returns how much. */
    int drain()
    {
        return queue.read(handler, PARTS_MAX);
    }

    long recordCount()
    {
        return recordCount;
    }

    long recordBytes()
    {
        return recordBytes;
    }

    private void onPart(final int type, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        if (writer == null)
        {
            return;
        }
        final int keyLength = buffer.getInt(offset + SliceWriter.KEY_LENGTH_OFFSET);
        final int valueLength = buffer.getInt(offset + SliceWriter.VALUE_LENGTH_OFFSET);
        final int position = buffer.getInt(offset + SliceWriter.POSITION_OFFSET);
        final int partOffset = offset + SliceWriter.HEADER_LENGTH;
        final int partLength = length - SliceWriter.HEADER_LENGTH;
        final int recordLength = keyLength + valueLength;
        if (partLength == recordLength)
        {
            writer.put(buffer, partOffset, keyLength, buffer, partOffset + keyLength, valueLength);
        }
        else
        {
            record.putBytes(position, buffer, partOffset, partLength);
            if (position + partLength < recordLength)
            {
                return;
            }
            writer.put(record, 0, keyLength, record, keyLength, valueLength);
        }
        recordCount++;
        recordBytes += recordLength;
    }
}
