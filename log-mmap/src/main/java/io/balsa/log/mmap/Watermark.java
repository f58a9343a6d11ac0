package io.balsa.log.mmap;

import io.balsa.codecs.storage.WatermarkDecoder;
import io.balsa.codecs.storage.WatermarkEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.zip.CRC32C;

/**
 * What was known to be durable when a sync began. It is kept in two slots of the header page, each in a sector of its
 * own, that are written in turn: a torn one leaves the other. As it tells of what was durable before, it is true
 * whatever part of a sync the device keeps.
 */
final class Watermark
{
    /** Where the slots are; that of a sequence is told by its lowest bit. */
    static final int SLOTS_OFFSET = 512;

    /** Distance of the slots in bytes. */
    static final int SLOT_LENGTH = 512;

    /** How many there are. */
    static final int SLOT_COUNT = 2;

    private final WatermarkEncoder encoder = new WatermarkEncoder();
    private final WatermarkDecoder decoder = new WatermarkDecoder();
    private final CRC32C crc = new CRC32C();
    private final byte[] scratch = new byte[FileHeader.CHECKED_LENGTH];
    private long slotSequence;
    private long durableIndex;
    private long durableTerm;
    private int durableOffset = LogSegment.FRAMES_OFFSET;
    private long firstIndex;
    private long commitIndex;

    /**
     * Read the newest good slot of a segment.
     *
     * @param segment     to read from.
     * @param incarnation of the directory.
     * @return false, and nothing has changed, when there is none.
     */
    boolean read(final LogSegment segment, final long incarnation)
    {
        boolean isFound = false;
        for (int slot = 0; slot < SLOT_COUNT; slot++)
        {
            if (wrap(segment, slot, incarnation) && (!isFound || decoder.slotSequence() > slotSequence))
            {
                isFound = true;
                slotSequence = decoder.slotSequence();
                durableIndex = decoder.durableIndex();
                durableTerm = decoder.durableTerm();
                durableOffset = decoder.durableOffset();
                firstIndex = decoder.firstIndex();
                commitIndex = decoder.commitIndex();
            }
        }
        return isFound;
    }

    /** Have a slot of a segment in the decoder, if it holds. */
    private boolean wrap(final LogSegment segment, final int slot, final long incarnation)
    {
        final UnsafeBuffer buffer = segment.fileBuffer();
        decoder.wrap(buffer, offset(slot), WatermarkDecoder.BLOCK_LENGTH, WatermarkDecoder.SCHEMA_VERSION);
        return FileHeader.holds(buffer, offset(slot), FileHeader.WATERMARK_MAGIC) &&
            decoder.incarnation() == incarnation;
    }

    /** Whether both slots of a segment tell what is durable and where the log begins. */
    boolean isInBothSlots(final LogSegment segment, final long incarnation)
    {
        boolean isInBoth = true;
        for (int slot = 0; slot < SLOT_COUNT; slot++)
        {
            isInBoth &= wrap(segment, slot, incarnation) &&
                decoder.durableIndex() == durableIndex &&
                decoder.durableTerm() == durableTerm &&
                decoder.durableOffset() == durableOffset &&
                decoder.firstIndex() == firstIndex;
        }
        return isInBoth;
    }

    /** Write the older slot of a segment and force it before the other one is ever written: a torn one leaves that. */
    void force(final LogSegment segment, final long incarnation)
    {
        write(segment, incarnation);
        segment.force();
    }

    private void write(final LogSegment segment, final long incarnation)
    {
        slotSequence++;
        final UnsafeBuffer buffer = segment.fileBuffer();
        final int offset = offset((int)(slotSequence % SLOT_COUNT));
        buffer.setMemory(offset, FileHeader.LENGTH, (byte)0);
        encoder.wrap(buffer, offset)
            .magic(FileHeader.WATERMARK_MAGIC)
            .incarnation(incarnation)
            .slotSequence(slotSequence)
            .durableIndex(durableIndex)
            .durableTerm(durableTerm)
            .durableOffset(durableOffset)
            .firstIndex(firstIndex)
            .commitIndex(commitIndex)
            .schemaVersion(FileHeader.SCHEMA_VERSION);
        encoder.checksum(FileHeader.checksum(buffer, offset, crc, scratch));
    }

    private static int offset(final int slot)
    {
        return SLOTS_OFFSET + slot * SLOT_LENGTH;
    }

    /** Note what is durable now, for the next one that is written. */
    void durable(final long index, final long term, final int offset)
    {
        durableIndex = index;
        durableTerm = term;
        durableOffset = offset;
    }

    /** Note the oldest entry that the log holds. */
    void firstIndex(final long index)
    {
        firstIndex = index;
    }

    /** Note that entries up to an index are known to be committed. */
    void commitIndex(final long index)
    {
        commitIndex = index;
    }

    /** Number of the slot that is in force; 0 for none. */
    long slotSequence()
    {
        return slotSequence;
    }

    /** Last entry that is durable; 0 for none. */
    long durableIndex()
    {
        return durableIndex;
    }

    /** Term of the last entry that is durable. */
    long durableTerm()
    {
        return durableTerm;
    }

    /** End of the durable frames in the segment of the watermark. */
    int durableOffset()
    {
        return durableOffset;
    }

    /** Oldest entry that the log holds. */
    long firstIndex()
    {
        return firstIndex;
    }

    /** Up to where entries are known to be committed; more may be. */
    long commitIndex()
    {
        return commitIndex;
    }
}
