package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;

/**
 * Stands on one entry of a {@link LogInspection} after the other, also on what is damaged: there it stands on the place
 * of one or more entries that do not hold.
 */
public final class LogEntryCursor
{
    private final LogInspection inspection;
    private final long fromIndex;
    private final FrameWalk walk;
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private int place;
    private boolean isBegun;

    LogEntryCursor(final LogInspection inspection, final long fromIndex)
    {
        this.inspection = inspection;
        this.fromIndex = fromIndex;
        walk = new FrameWalk(inspection.identity().clusterId());
        while (place + 1 < inspection.segmentCount() && inspection.segment(place + 1).baseIndex() <= fromIndex)
        {
            place++;
        }
    }

    /**
     * Go on.
     *
     * @return false at the end of the log.
     */
    public boolean next()
    {
        while (place < inspection.segmentCount())
        {
            if (!isBegun)
            {
                isBegun = true;
                inspection.begin(place, walk);
            }
            while (walk.next())
            {
                if (walk.nextIndex() > fromIndex)
                {
                    header.wrap(
                        buffer(), offset(), EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
                    return true;
                }
            }
            isBegun = false;
            place++;
        }
        return false;
    }

    /**
     * Whether both checksums of the entry hold.
     *
     * @return false where something is damaged.
     */
    public boolean isGood()
    {
        return walk.isGood();
    }

    /**
     * Of the entry, or of the first one that is damaged.
     *
     * @return log index.
     */
    public long index()
    {
        return walk.index();
    }

    /**
     * Of the entry that comes next.
     *
     * @return log index; behind a damage of unknown extent the end of what could be in the file.
     */
    public long nextIndex()
    {
        return walk.nextIndex();
    }

    /**
     * File that holds the entry.
     *
     * @return name in the directory.
     */
    public String fileName()
    {
        return inspection.segment(place).name();
    }

    /**
     * Where the entry is in its file.
     *
     * @return offset of the frame in bytes.
     */
    public int offset()
    {
        return walk.offset();
    }

    /**
     * How long the entry is in its file, or the place of those that are damaged.
     *
     * @return length in bytes, with padding.
     */
    public int length()
    {
        return walk.length();
    }

    /**
     * The header of the entry; to be believed only where it is good.
     *
     * @return the header, in place.
     */
    public EntryHeaderDecoder header()
    {
        return header;
    }

    /**
     * What holds the entry.
     *
     * @return the file, mapped.
     */
    public DirectBuffer buffer()
    {
        return inspection.segment(place).buffer();
    }

    /**
     * Where the payload of a good entry is.
     *
     * @return offset in bytes.
     */
    public int payloadOffset()
    {
        return walk.offset() + EntryFrame.HEADER_LENGTH;
    }

    /**
     * How long the payload of a good entry is.
     *
     * @return length in bytes.
     */
    public int payloadLength()
    {
        return header.frameLength() - EntryFrame.HEADER_LENGTH;
    }
}
