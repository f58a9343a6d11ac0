package io.balsa.log.mmap;

import io.balsa.codecs.storage.SegmentHeaderDecoder;
import io.balsa.codecs.storage.SegmentHeaderEncoder;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One file with consecutive entries.
 * <pre>
 *   0            header, written once
 *   512, 1024    two watermark slots
 *   1536         a copy of the header
 *   2048         term runs, written at sealing
 *   4096         frames without gaps, then zeros
 *   ...          offsets of the frames, that of entry i at length - 64 - 4 * (i + 1), written at sealing
 *   length - 64  footer, written at sealing
 * </pre>
 * A segment that takes entries is built in an image, from which the sync agent copies into the file; its offsets are
 * in the image only. A sealed one is read from the mapped file alone.
 * <p>
 * Threads: what is called "of the file" belongs to whoever carries out the device work, all else to the log.
 */
final class LogSegment
{
    /** Where the first frame begins. The page before it is for the header, the watermarks and the term runs. */
    static final int FRAMES_OFFSET = 4096;

    /** Bytes of a segment that a frame cannot use, were it the only one. */
    static final int OVERHEAD_LENGTH = FRAMES_OFFSET + SegmentFooter.LENGTH + EntryFrame.ALIGNMENT;

    /** Where the copy of the header is, in a sector of its own. */
    private static final int HEADER_COPY_OFFSET = 1536;

    private static final int WORD_LENGTH = Long.BYTES;

    private final StorageFile file;
    private final UnsafeBuffer fileBuffer;
    private final ByteBuffer fileBytes;
    private final int footerOffset;
    private SegmentImage image;

    // In the image while entries are taken, else in the file; while a file is scanned the slots alone are in an image.
    private UnsafeBuffer buffer;
    private ByteBuffer bytes;
    private UnsafeBuffer slots;

    private long baseIndex;
    private long prevTerm;
    private int entryCount;
    private int endOffset = FRAMES_OFFSET;

    // Of the file.
    private int copiedOffset = FRAMES_OFFSET;
    private boolean hasIndex;

    private boolean isVerified;
    private boolean isRemoved;
    private volatile String name;

    LogSegment(final StorageFile file, final String name)
    {
        this.file = file;
        this.name = name;
        fileBuffer = file.buffer();
        fileBytes = file.byteBuffer();
        footerOffset = fileBuffer.capacity() - SegmentFooter.LENGTH;
        useFile();
    }

    private void useFile()
    {
        buffer = fileBuffer;
        bytes = fileBytes;
        slots = fileBuffer;
    }

    /** Whether a file is long enough to be a segment. */
    static boolean isPossible(final StorageFile file)
    {
        return file.buffer().capacity() >= OVERHEAD_LENGTH + EntryFrame.HEADER_LENGTH;
    }

    /** Take an empty segment into use. */
    void begin(final long newBaseIndex, final long newPrevTerm)
    {
        baseIndex = newBaseIndex;
        prevTerm = newPrevTerm;
        isVerified = true;
    }

    /** Take an empty segment into use, in an image; its header is written by the first sync that covers it. */
    void begin(final SegmentImage newImage, final long newBaseIndex, final long newPrevTerm)
    {
        begin(newBaseIndex, newPrevTerm);
        index(newImage);
        load();
    }

    /** Have the offsets of the entries in an image from now on; the frames stay where they are. */
    void index(final SegmentImage newImage)
    {
        newImage.fit(length());
        final int offset = slotOffset(entryCount - 1);
        newImage.buffer().putBytes(offset, slots, offset, footerOffset - offset);
        image = newImage;
        slots = image.buffer();
    }

    /** Copy the frames into the image. They can be read meanwhile. */
    void copyFrames()
    {
        image.buffer().putBytes(FRAMES_OFFSET, buffer, FRAMES_OFFSET, endOffset - FRAMES_OFFSET);
    }

    /** Have the frames in the image too, so that entries can be appended; they must be those of the file. */
    void load()
    {
        copyFrames();
        attach();
        scanned();
    }

    /** Take the frames from the image from now on; they were copied. */
    void attach()
    {
        buffer = image.buffer();
        bytes = image.bytes();
    }

    /** Be built in another image from now on. */
    void moveTo(final SegmentImage newImage)
    {
        final SegmentImage old = image;
        index(newImage);
        load();
        if (null != old)
        {
            old.close();
        }
    }

    /** The frames that were found in the file are all that it has. */
    void scanned()
    {
        copiedOffset = endOffset;
    }

    /** Whether it is not sealed: it uses an image. */
    boolean hasImage()
    {
        return null != image;
    }

    /** Take all entries of a sealed segment at once: their offsets are in the file. */
    void sealed(final int newEntryCount, final int newEndOffset)
    {
        entryCount = newEntryCount;
        endOffset = newEndOffset;
        copiedOffset = newEndOffset;
        hasIndex = true;
    }

    /** Every entry has been checked since the segment was opened or built. */
    void verified()
    {
        isVerified = true;
    }

    /** Whether its entries may be served without a check. */
    boolean isVerified()
    {
        return isVerified;
    }

    /** It is no longer in the log. */
    void removed()
    {
        isRemoved = true;
    }

    /** Whether it is in the log and is read from the file alone. */
    boolean isSealed()
    {
        return !isRemoved && null == image;
    }

    /** Take away the footer, durably: the next start does not trust the segment but scans it. Of the file. */
    void distrust()
    {
        fileBuffer.setMemory(footerOffset, SegmentFooter.LENGTH, (byte)0);
        force();
    }

    /** Read everything from the file from now on: the segment is sealed. */
    SegmentImage release()
    {
        final SegmentImage released = image;
        image = null;
        useFile();
        return released;
    }

    /** Write the header and its copy into the file. */
    void writeHeader(final Identity identity)
    {
        writeHeader(identity, 0);
        writeHeader(identity, HEADER_COPY_OFFSET);
    }

    private void writeHeader(final Identity identity, final int offset)
    {
        fileBuffer.setMemory(offset, FileHeader.LENGTH, (byte)0);
        final SegmentHeaderEncoder header = new SegmentHeaderEncoder();
        header.wrap(fileBuffer, offset)
            .magic(FileHeader.SEGMENT_MAGIC)
            .clusterId(identity.clusterId())
            .incarnation(identity.incarnation())
            .baseIndex(baseIndex)
            .prevTerm(prevTerm)
            .memberId(identity.memberId())
            .segmentLength(length())
            .schemaVersion(FileHeader.SCHEMA_VERSION);
        header.checksum(FileHeader.checksum(fileBuffer, offset));
    }

    /** The header in the file does not hold; what it said is known from elsewhere. */
    void rebuildHeader(final long knownBaseIndex, final long knownPrevTerm)
    {
        baseIndex = knownBaseIndex;
        prevTerm = knownPrevTerm;
    }

    /** Whether the header in the file or its copy holds; otherwise the segment was never in use. */
    boolean hasHeader()
    {
        return isHeader(0) || isHeader(HEADER_COPY_OFFSET);
    }

    /** Whether both hold. */
    boolean isHeaderWhole()
    {
        return isHeader(0) && isHeader(HEADER_COPY_OFFSET);
    }

    private boolean isHeader(final int offset)
    {
        return FileHeader.holds(fileBuffer, offset, FileHeader.SEGMENT_MAGIC) && header(offset).baseIndex() > 0;
    }

    /** Read the header of a segment found on disk and check that it belongs here. */
    void readHeader(final String path, final Identity owner)
    {
        if (!hasHeader())
        {
            throw new CorruptStorageException(
                path + " is damaged: the checksum of its header does not hold; restore it from a copy");
        }
        final SegmentHeaderDecoder header = header(isHeader(0) ? 0 : HEADER_COPY_OFFSET);
        FileHeader.checkVersion(path, header.schemaVersion());
        FileHeader.checkOwner(path, owner, header.clusterId(), header.memberId(), header.incarnation());
        if (header.segmentLength() != length())
        {
            throw new CorruptStorageException(
                path + " has " + length() + " bytes, its header says " + header.segmentLength() +
                "; restore it from a copy");
        }
        baseIndex = header.baseIndex();
        prevTerm = header.prevTerm();
    }

    private SegmentHeaderDecoder header(final int offset)
    {
        return new SegmentHeaderDecoder().wrap(
            fileBuffer, offset, SegmentHeaderDecoder.BLOCK_LENGTH, SegmentHeaderDecoder.SCHEMA_VERSION);
    }

    /** Length of the file in bytes. */
    int length()
    {
        return fileBuffer.capacity();
    }

    /** Where the footer is, and where the offsets of the frames end. */
    int footerOffset()
    {
        return footerOffset;
    }

    /** Where the offset of an entry is, by its number in the segment. */
    int slotOffset(final int entry)
    {
        return footerOffset - (entry + 1) * Integer.BYTES;
    }

    /** Where the frames are, at the offsets that they have in the file; its capacity is {@link #length()}. */
    UnsafeBuffer buffer()
    {
        return buffer;
    }

    /** The same memory; position and limit are of no meaning between uses. */
    ByteBuffer bytes()
    {
        return bytes;
    }

    /** Where the offsets of the entries are, each at its {@link #slotOffset}. */
    UnsafeBuffer slots()
    {
        return slots;
    }

    /** The mapped file. */
    UnsafeBuffer fileBuffer()
    {
        return fileBuffer;
    }

    String name()
    {
        return name;
    }

    boolean isNamed()
    {
        return !LogLayout.SPARE.equals(name);
    }

    long baseIndex()
    {
        return baseIndex;
    }

    /** Term of the entry before the first one. */
    long prevTerm()
    {
        return prevTerm;
    }

    long lastIndex()
    {
        return baseIndex + entryCount - 1;
    }

    int entryCount()
    {
        return entryCount;
    }

    /** Where the next frame goes. */
    int endOffset()
    {
        return endOffset;
    }

    /** Bytes that the next frame may have, padding included. */
    int room()
    {
        return slotOffset(entryCount) - endOffset;
    }

    /** Make the frame at the end visible. */
    void add(final int alignedLength)
    {
        slots.putInt(slotOffset(entryCount), endOffset, ByteOrder.LITTLE_ENDIAN);
        entryCount++;
        endOffset += alignedLength;
    }

    /** Forget entries. */
    void truncate(final long fromIndex)
    {
        final int count = (int)(fromIndex - baseIndex);
        endOffset = entryOffset(count);
        entryCount = count;
    }

    /** Offset of an entry that is held. */
    int offset(final long index)
    {
        return entryOffset((int)(index - baseIndex));
    }

    /** Offset of an entry by its number in the segment. */
    int entryOffset(final int entry)
    {
        return slots.getInt(slotOffset(entry), ByteOrder.LITTLE_ENDIAN);
    }

    /** Last index from {@code fromIndex} on so that the frames fit into a length; at least {@code fromIndex}. */
    long lastIndexWithin(final long fromIndex, final int lengthMax)
    {
        final int first = (int)(fromIndex - baseIndex);
        final long limit = (long)entryOffset(first) + lengthMax;
        if (endOffset <= limit)
        {
            return lastIndex();
        }
        // No more frames than without a payload can fit: the search stays near, however long the segment is.
        int low = first + 1;
        int high = Math.min(entryCount - 1, first + lengthMax / EntryFrame.HEADER_LENGTH);
        while (low <= high)
        {
            final int middle = (low + high) >>> 1;
            if (entryOffset(middle) <= limit)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return baseIndex + Math.max(first, high - 1);
    }

    /** Offset behind an entry that is held. */
    int endOffset(final long index)
    {
        return index == lastIndex() ? endOffset : offset(index + 1);
    }

    /**
     * Copy frames from the image into the file, up to an offset. The first word goes last: a process that dies
     * meanwhile leaves zeros in its place, never half a frame that looks begun.
     */
    void copy(final int toOffset)
    {
        final int fromOffset = copiedOffset;
        if (fromOffset < toOffset)
        {
            final int restOffset = fromOffset + WORD_LENGTH;
            fileBuffer.putBytes(restOffset, image.buffer(), restOffset, toOffset - restOffset);
            VarHandle.releaseFence();
            fileBuffer.putLong(fromOffset, image.buffer().getLong(fromOffset));
            copiedOffset = toOffset;
        }
    }

    /** Offsets, term runs or a footer are being written into the file. */
    void indexed()
    {
        hasIndex = true;
    }

    /** Zero all in the file that is behind the last frame. */
    void zeroBehind(final int newEndOffset)
    {
        if (hasIndex)
        {
            zero(newEndOffset, length());
            zeroHeaderPage(SegmentFooter.TERM_RUNS_OFFSET, FRAMES_OFFSET);
            hasIndex = false;
        }
        else
        {
            zero(newEndOffset, Math.max(newEndOffset, copiedOffset));
        }
    }

    /** Zero the file from an offset on, up to another. */
    void zero(final int fromOffset, final int toOffset)
    {
        fileBuffer.setMemory(fromOffset, toOffset - fromOffset, (byte)0);
        copiedOffset = Math.min(copiedOffset, fromOffset);
    }

    /** Zero what no record of the header page uses, in a segment that is not sealed. */
    void zeroUnused()
    {
        zeroHeaderPage(FileHeader.LENGTH, Watermark.SLOTS_OFFSET);
        for (int slot = 0; slot < Watermark.SLOT_COUNT; slot++)
        {
            final int slotOffset = Watermark.SLOTS_OFFSET + slot * Watermark.SLOT_LENGTH;
            zeroHeaderPage(slotOffset + FileHeader.LENGTH, slotOffset + Watermark.SLOT_LENGTH);
        }
        zeroHeaderPage(HEADER_COPY_OFFSET + FileHeader.LENGTH, FRAMES_OFFSET);
    }

    private void zeroHeaderPage(final int fromOffset, final int toOffset)
    {
        fileBuffer.setMemory(fromOffset, toOffset - fromOffset, (byte)0);
    }

    /** As {@link StorageFile#load}. */
    void load(final int offset, final int length)
    {
        file.load(offset, length);
    }

    /** As {@link StorageFile#rewrite()}. */
    void rewrite()
    {
        file.rewrite();
    }

    /** As {@link StorageFile#force()}. */
    void force()
    {
        file.force();
    }

    void renamed(final String newName)
    {
        file.renamed(newName);
        name = newName;
    }

    void close()
    {
        if (null != image)
        {
            release().close();
        }
        file.close();
    }
}
