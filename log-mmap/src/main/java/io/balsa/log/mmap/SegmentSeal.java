package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.SegmentFooterEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Seals a segment that takes no more entries: writes the offsets of its frames and its term runs into the file and
 * forces them, then the footer that vouches for them. It is done in slices that let a sync through.
 */
final class SegmentSeal
{
    /** Entries whose offsets are written and forced in one slice. */
    static final int SLICE_ENTRY_COUNT = 64 * 1024;

    private static final int CHECKSUM_OFFSET = EntryHeaderDecoder.checksumEncodingOffset();

    private final long incarnation;
    private final SegmentFooterEncoder encoder = new SegmentFooterEncoder();
    private final CRC32C indexCrc = new CRC32C();
    private final CRC32C framesCrc = new CRC32C();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[4096]);
    private final long[] runs = new long[2 * SegmentFooter.TERM_RUNS_MAX];

    private LogSegment segment;
    private long lastTerm;
    private int entryCount;
    private int endOffset;
    private int runCount;
    private int doneCount;

    SegmentSeal(final long incarnation)
    {
        this.incarnation = incarnation;
    }

    /** Prepare to seal a segment, on the thread of the log. Its offsets are still in an image. */
    void begin(final LogSegment full, final TermTable terms)
    {
        segment = full;
        entryCount = full.entryCount();
        endOffset = full.endOffset();
        lastTerm = terms.termAt(full.lastIndex());
        runCount = terms.copyRuns(full.baseIndex(), full.lastIndex(), runs);
        doneCount = 0;
        indexCrc.reset();
        framesCrc.reset();
    }

    LogSegment segment()
    {
        return segment;
    }

    /**
     * Do one slice.
     *
     * @return true when the segment is sealed.
     */
    boolean step()
    {
        if (doneCount < entryCount)
        {
            final int count = Math.min(SLICE_ENTRY_COUNT, entryCount - doneCount);
            writeOffsets(count);
            addChecksums(count);
            doneCount += count;
            if (doneCount == entryCount)
            {
                writeRuns();
            }
            segment.force();
            return false;
        }
        writeFooter();
        segment.force();
        return true;
    }

    /** In the order of the file: the offsets of the last entries come first. */
    private void writeOffsets(final int count)
    {
        final int from = segment.slotOffset(entryCount - doneCount - 1);
        final int length = count * Integer.BYTES;
        segment.fileBuffer().putBytes(from, segment.slots(), from, length);
        for (int done = 0; done < length; done += scratch.capacity())
        {
            final int part = Math.min(scratch.capacity(), length - done);
            scratch.putBytes(0, segment.slots(), from + done, part);
            indexCrc.update(scratch.byteArray(), 0, part);
        }
    }

    /** In the order of the entries. */
    private void addChecksums(final int count)
    {
        int length = 0;
        for (int entry = doneCount; entry < doneCount + count; entry++)
        {
            scratch.putInt(length, segment.fileBuffer().getInt(segment.entryOffset(entry) + CHECKSUM_OFFSET));
            length += Integer.BYTES;
            if (length == scratch.capacity())
            {
                framesCrc.update(scratch.byteArray(), 0, length);
                length = 0;
            }
        }
        framesCrc.update(scratch.byteArray(), 0, length);
    }

    private void writeRuns()
    {
        final UnsafeBuffer file = segment.fileBuffer();
        for (int i = 0; i < 2 * runCount; i++)
        {
            file.putLong(SegmentFooter.TERM_RUNS_OFFSET + i * Long.BYTES, runs[i], ByteOrder.LITTLE_ENDIAN);
            scratch.putLong(i * Long.BYTES, runs[i], ByteOrder.LITTLE_ENDIAN);
        }
        indexCrc.update(scratch.byteArray(), 0, 2 * runCount * Long.BYTES);
    }

    private void writeFooter()
    {
        final UnsafeBuffer file = segment.fileBuffer();
        encoder.wrap(file, segment.footerOffset())
            .magic(FileHeader.FOOTER_MAGIC)
            .incarnation(incarnation)
            .baseIndex(segment.baseIndex())
            .prevTerm(segment.prevTerm())
            .lastTerm(lastTerm)
            .endOffset(endOffset)
            .entryCount(entryCount)
            .indexChecksum(indexCrc.getValue())
            .framesChecksum(framesCrc.getValue())
            .termRunCount(runCount)
            .schemaVersion(FileHeader.SCHEMA_VERSION);
        encoder.checksum(FileHeader.checksum(file, segment.footerOffset()));
    }
}
