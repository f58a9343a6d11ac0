package io.balsa.log.mmap;

import io.balsa.codecs.storage.SegmentFooterDecoder;
import io.balsa.codecs.storage.SegmentFooterEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Reads the footer of a sealed segment and what it vouches for: the offsets of the frames and the term runs. It was
 * written when all else was durable, so where it holds everything was there.
 */
final class SegmentFooter
{
    /** Length in bytes. */
    static final int LENGTH = SegmentFooterEncoder.BLOCK_LENGTH;

    /** Where the term runs are: of each the term and the first index. */
    static final int TERM_RUNS_OFFSET = 2048;

    /** How many term runs a segment has room for; a segment with as many takes no entry of another term. */
    static final int TERM_RUNS_MAX = (LogSegment.FRAMES_OFFSET - TERM_RUNS_OFFSET) / (2 * Long.BYTES);

    /** Where no footer tells a term. */
    static final long UNKNOWN_TERM = -1;

    private static final int TERM_RUN_LENGTH = 2 * Long.BYTES;

    private final SegmentFooterDecoder decoder = new SegmentFooterDecoder();
    private final byte[] scratch = new byte[LogSegment.FRAMES_OFFSET];
    private final CRC32C crc = new CRC32C();

    /**
     * Read the footer of a segment whose header was read.
     *
     * @param segment     to read from.
     * @param incarnation of the directory.
     * @return whether it holds, belongs to the segment and what it says is possible.
     */
    boolean read(final LogSegment segment, final long incarnation)
    {
        segment.load(segment.footerOffset(), LENGTH);
        if (!FileHeader.holds(segment.fileBuffer(), segment.footerOffset(), FileHeader.FOOTER_MAGIC))
        {
            return false;
        }
        decoder.wrap(
            segment.fileBuffer(),
            segment.footerOffset(),
            SegmentFooterDecoder.BLOCK_LENGTH,
            SegmentFooterDecoder.SCHEMA_VERSION);
        return decoder.incarnation() == incarnation &&
            decoder.baseIndex() == segment.baseIndex() &&
            decoder.prevTerm() == segment.prevTerm() &&
            decoder.entryCount() > 0 &&
            decoder.entryCount() <= (segment.footerOffset() - LogSegment.FRAMES_OFFSET) / Integer.BYTES &&
            decoder.endOffset() > LogSegment.FRAMES_OFFSET &&
            decoder.endOffset() <= segment.slotOffset(decoder.entryCount() - 1) &&
            decoder.termRunCount() > 0 &&
            decoder.termRunCount() <= TERM_RUNS_MAX;
    }

    /** Last entry of the segment, by the footer that was read. */
    long lastIndex()
    {
        return decoder.baseIndex() + decoder.entryCount() - 1;
    }

    /**
     * Term of the entry before a segment whose header does not hold.
     *
     * @return the term, {@link #UNKNOWN_TERM} when the footer does not hold either.
     */
    long prevTerm(final LogSegment segment)
    {
        if (!FileHeader.holds(segment.fileBuffer(), segment.footerOffset(), FileHeader.FOOTER_MAGIC))
        {
            return UNKNOWN_TERM;
        }
        return decoder.wrap(
            segment.fileBuffer(),
            segment.footerOffset(),
            SegmentFooterDecoder.BLOCK_LENGTH,
            SegmentFooterDecoder.SCHEMA_VERSION).prevTerm();
    }

    /** The footer that was read. */
    SegmentFooterDecoder decoder()
    {
        return decoder;
    }

    /** Whether the offsets and the term runs of a segment are those that its footer was written for. */
    boolean indexHolds(final LogSegment segment)
    {
        crc.reset();
        final int slotsOffset = segment.slotOffset(decoder.entryCount() - 1);
        segment.load(slotsOffset, segment.footerOffset() - slotsOffset);
        update(segment.fileBuffer(), slotsOffset, segment.footerOffset());
        update(segment.fileBuffer(), TERM_RUNS_OFFSET, termRunOffset(decoder.termRunCount()));
        return crc.getValue() == decoder.indexChecksum();
    }

    /** Take all entries of a segment whose index holds into the log. */
    void take(final LogSegment segment, final TermTable terms)
    {
        segment.sealed(decoder.entryCount(), decoder.endOffset());
        final UnsafeBuffer buffer = segment.fileBuffer();
        for (int run = 0; run < decoder.termRunCount(); run++)
        {
            final int offset = termRunOffset(run);
            terms.append(
                buffer.getLong(offset + Long.BYTES, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        }
    }

    /** Where the term of a run is in the file; its first index follows. */
    static int termRunOffset(final int run)
    {
        return TERM_RUNS_OFFSET + run * TERM_RUN_LENGTH;
    }

    private void update(final UnsafeBuffer buffer, final int fromOffset, final int toOffset)
    {
        for (int offset = fromOffset; offset < toOffset; offset += scratch.length)
        {
            final int length = Math.min(scratch.length, toOffset - offset);
            buffer.getBytes(offset, scratch, 0, length);
            crc.update(scratch, 0, length);
        }
    }
}
