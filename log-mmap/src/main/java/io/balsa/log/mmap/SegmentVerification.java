package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.SegmentFooterDecoder;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Checks all that a sealed segment holds against its footer, in slices: the offsets, the term runs and every frame.
 * Reads the file and nothing else of the segment, so it may run beside its readers.
 */
final class SegmentVerification
{
    private static final int FRAME_LENGTH_MAX = EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT;
    private static final int CHECKSUM_OFFSET = EntryHeaderDecoder.checksumEncodingOffset();

    private final long incarnation;
    private final SegmentFooter footer = new SegmentFooter();
    private final FrameChecksum checksum;
    private final CRC32C framesCrc = new CRC32C();
    private final byte[] field = new byte[Integer.BYTES];

    private LogSegment segment;
    private int entryCount;
    private int endOffset;
    private int entry;
    private int offset;
    private long term;
    private String reason;

    SegmentVerification(final Identity identity)
    {
        incarnation = identity.incarnation();
        checksum = new FrameChecksum(identity.clusterId());
    }

    /** Begin with a segment. */
    void begin(final LogSegment sealed)
    {
        segment = sealed;
        entry = 0;
        offset = LogSegment.FRAMES_OFFSET;
        term = sealed.prevTerm();
        framesCrc.reset();
        reason = null;
        if (footer.read(sealed, incarnation) && footer.indexHolds(sealed))
        {
            final SegmentFooterDecoder decoder = footer.decoder();
            entryCount = decoder.entryCount();
            endOffset = decoder.endOffset();
        }
        else
        {
            entryCount = 0;
            endOffset = offset;
            reason = "its footer or the offsets of its entries do not hold";
        }
    }

    /** Check a segment at once. */
    boolean holds(final LogSegment sealed)
    {
        begin(sealed);
        while (!isDone())
        {
            step(Integer.MAX_VALUE);
        }
        return !isDamaged();
    }

    /**
     * Check frames up to a length, at least one.
     *
     * @return bytes that were checked.
     */
    int step(final int lengthMax)
    {
        final int from = offset;
        while (!isDone() && offset - from < lengthMax)
        {
            checkFrame();
        }
        return offset - from;
    }

    /** Whether all was checked, or something was found. */
    boolean isDone()
    {
        return null != reason || entry == entryCount;
    }

    boolean isDamaged()
    {
        return null != reason;
    }

    /** What was found. */
    Damage damage()
    {
        final SegmentFooterDecoder decoder = footer.decoder();
        return new Damage(
            segment.name(),
            segment.baseIndex() + entry - 1,
            term,
            0 == entryCount ? Damage.UNKNOWN : decoder.baseIndex() + entryCount - 1,
            0 == entryCount ? 0 : decoder.lastTerm(),
            true,
            offset,
            0 == entryCount ? Damage.UNKNOWN : endOffset,
            0 == entryCount,
            reason);
    }

    private void checkFrame()
    {
        final UnsafeBuffer buffer = segment.fileBuffer();
        final int alignedLength = FrameCheck.alignedLength(
            buffer, offset, endOffset, FRAME_LENGTH_MAX, segment.baseIndex() + entry, term);
        if (buffer.getInt(segment.slotOffset(entry), ByteOrder.LITTLE_ENDIAN) != offset ||
            FrameCheck.MALFORMED == alignedLength ||
            !checksum.holds(buffer, offset))
        {
            reason = "the checksum of the entry does not hold";
            return;
        }
        buffer.getBytes(offset + CHECKSUM_OFFSET, field);
        framesCrc.update(field, 0, field.length);
        term = EntryFrame.term(buffer, offset);
        offset += alignedLength;
        entry++;
        if (entry == entryCount &&
            (offset != endOffset || framesCrc.getValue() != footer.decoder().framesChecksum()))
        {
            reason = "its entries are not those that it was sealed with";
        }
    }
}
