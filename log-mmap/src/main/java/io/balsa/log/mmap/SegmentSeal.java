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

    private static final int IDLE = 0;
    private static final int PENDING = 1;
    private static final int DONE = 2;
    private static final int CHECKSUM_OFFSET = EntryHeaderDecoder.checksumEncodingOffset();

    private final long incarnation;
    private final SegmentFooterEncoder encoder = new SegmentFooterEncoder();
    private final CRC32C indexCrc = new CRC32C();
    private final CRC32C framesCrc = new CRC32C();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[4096]);
    private final long[] runs = new long[2 * SegmentFooter.TERM_RUNS_MAX];

    // Of the log while IDLE or DONE, of the sync agent while PENDING.
    private LogSegment segment;
    private UnsafeBuffer slots;
    private long lastIndex;
    private long lastTerm;
    private int entryCount;
    private int endOffset;
    private int runCount;
    private int doneCount;
    private boolean isObsolete;

    private volatile int state = IDLE;

    SegmentSeal(final long incarnation)
    {
        this.incarnation = incarnation;
    }

    boolean isIdle()
    {
        return IDLE == state;
    }

    /** Hand over a segment whose offsets are in an image; nothing may be appended to it any more. */
    void submit(final LogSegment full, final TermTable terms)
    {
        segment = full;
        slots = full.slots();
        lastIndex = full.lastIndex();
        entryCount = full.entryCount();
        endOffset = full.endOffset();
        lastTerm = terms.termAt(full.lastIndex());
        runCount = terms.copyRuns(full.baseIndex(), full.lastIndex(), runs);
        doneCount = 0;
        isObsolete = false;
        indexCrc.reset();
        framesCrc.reset();
        state = PENDING;
    }

    /** Seal a segment at once, when the log is opened. */
    void sealNow(final LogSegment full, final TermTable terms)
    {
        submit(full, terms);
        while (run() > 0)
        {
            // One slice after the other.
        }
        poll().release().close();
    }

    /** Entries from an index on were removed from the log, on its thread. */
    void truncated(final long fromIndex)
    {
        isObsolete |= IDLE != state && fromIndex <= lastIndex;
    }

    /**
     * Take notice of the end of the work, on the thread of the log.
     *
     * @return the segment that is sealed now, null when there is none.
     */
    LogSegment poll()
    {
        if (DONE != state)
        {
            return null;
        }
        final LogSegment sealed = isObsolete ? null : segment;
        segment = null;
        slots = null;
        state = IDLE;
        return sealed;
    }

    /** A truncation is about to zero the file from behind an index on, on the thread of the sync agent. */
    void abandon(final long index)
    {
        if (PENDING == state && index < lastIndex)
        {
            state = DONE;
        }
    }

    /**
     * Do one slice, on the thread of the sync agent.
     *
     * @return 0 when there is nothing to do.
     */
    int run()
    {
        if (PENDING != state)
        {
            return 0;
        }
        if (doneCount < entryCount)
        {
            segment.indexed();
            final int count = Math.min(SLICE_ENTRY_COUNT, entryCount - doneCount);
            writeOffsets(count);
            addChecksums(count);
            doneCount += count;
            if (doneCount == entryCount)
            {
                writeRuns();
            }
            segment.force();
        }
        else
        {
            writeFooter();
            segment.force();
            state = DONE;
        }
        return 1;
    }

    /** In the order of the file: the offsets of the last entries come first. */
    private void writeOffsets(final int count)
    {
        final int from = segment.slotOffset(entryCount - doneCount - 1);
        final int length = count * Integer.BYTES;
        segment.fileBuffer().putBytes(from, slots, from, length);
        for (int done = 0; done < length; done += scratch.capacity())
        {
            final int part = Math.min(scratch.capacity(), length - done);
            scratch.putBytes(0, slots, from + done, part);
            indexCrc.update(scratch.byteArray(), 0, part);
        }
    }

    /** In the order of the entries. */
    private void addChecksums(final int count)
    {
        int length = 0;
        for (int entry = doneCount; entry < doneCount + count; entry++)
        {
            final int frameOffset = slots.getInt(segment.slotOffset(entry), ByteOrder.LITTLE_ENDIAN);
            scratch.putInt(length, segment.fileBuffer().getInt(frameOffset + CHECKSUM_OFFSET));
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
        file.setMemory(segment.footerOffset(), SegmentFooter.LENGTH, (byte)0);
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
