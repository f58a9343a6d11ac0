package io.balsa.node.demo;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.log.mmap.LogReader;
import org.agrona.DirectBuffer;

import java.nio.file.Path;

/**
 * Goes through the log of a stopped member, frame by frame.
 */
final class LogCursor implements AutoCloseable
{
    private static final int READ_LENGTH_MAX = 1024 * 1024;

    private final LogReader reader;
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private long index;
    private int offset;
    private int length;
    private boolean isInView;

    LogCursor(final Path directory)
    {
        reader = LogReader.open(directory.toFile());
    }

    /** Go to the next entry; to the first one at first. False when the log does not hold it. */
    boolean next()
    {
        index++;
        offset += length;
        if (!isInView || index > view.lastIndex())
        {
            offset = 0;
            length = 0;
            isInView = reader.read(index, READ_LENGTH_MAX, view);
            if (!isInView)
            {
                return false;
            }
        }
        header.wrap(view.buffer(), offset, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
        length = EntryFrame.alignedLength(header.frameLength());
        return true;
    }

    EntryHeaderDecoder header()
    {
        return header;
    }

    DirectBuffer buffer()
    {
        return view.buffer();
    }

    /** Offset of the frame in bytes. */
    int offset()
    {
        return offset;
    }

    /** Length of the frame with its padding in bytes. */
    int length()
    {
        return length;
    }

    int payloadOffset()
    {
        return offset + EntryFrame.HEADER_LENGTH;
    }

    int payloadLength()
    {
        return header.frameLength() - EntryFrame.HEADER_LENGTH;
    }

    /** Whether another cursor stands on the same bytes. */
    boolean hasSameFrame(final LogCursor other)
    {
        if (length != other.length)
        {
            return false;
        }
        for (int i = 0; i < length; i += Long.BYTES)
        {
            if (buffer().getLong(offset + i) != other.buffer().getLong(other.offset + i))
            {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close()
    {
        reader.close();
    }
}
