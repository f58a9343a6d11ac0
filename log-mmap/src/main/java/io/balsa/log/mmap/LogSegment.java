package io.balsa.log.mmap;

import io.balsa.codecs.storage.SegmentHeaderDecoder;
import io.balsa.codecs.storage.SegmentHeaderEncoder;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One mapped file with consecutive entries: a header in a page of its own, then frames without gaps, then zeros. The
 * frames end where there is no room for another header or where the next length is 0; how many there must be is told
 * by the base index of the next segment.
 */
final class LogSegment
{
    /** Where the first frame begins. The header has the page before it to itself, so it is written once. */
    static final int FRAMES_OFFSET = 4096;

    private final StorageFile file;
    private final UnsafeBuffer buffer;
    private final ByteBuffer bytes;
    private int[] offsets;
    private long baseIndex;
    private int entryCount;
    private int endOffset = FRAMES_OFFSET;
    private int writtenOffset = FRAMES_OFFSET;
    private volatile String name;

    LogSegment(final StorageFile file, final String name)
    {
        this.file = file;
        this.name = name;
        buffer = file.buffer();
        bytes = file.byteBuffer();
        offsets = new int[entryCountMax()];
    }

    private int entryCountMax()
    {
        return (buffer.capacity() - FRAMES_OFFSET) / EntryFrame.HEADER_LENGTH;
    }

    /** Whether a file is long enough to be a segment. */
    static boolean isPossible(final StorageFile file)
    {
        return file.buffer().capacity() > FRAMES_OFFSET;
    }

    /** Take an empty segment into use. */
    void begin(final Identity identity, final long newBaseIndex, final long prevTerm)
    {
        baseIndex = newBaseIndex;
        final SegmentHeaderEncoder header = new SegmentHeaderEncoder();
        header.wrap(buffer, 0)
            .magic(FileHeader.SEGMENT_MAGIC)
            .clusterId(identity.clusterId())
            .incarnation(identity.incarnation())
            .baseIndex(newBaseIndex)
            .prevTerm(prevTerm)
            .memberId(identity.memberId())
            .segmentLength(buffer.capacity())
            .schemaVersion(FileHeader.SCHEMA_VERSION);
        header.checksum(FileHeader.checksum(buffer, 0));
    }

    /** Whether the header is whole and names a first entry; otherwise the segment was never in use. */
    boolean hasHeader()
    {
        final SegmentHeaderDecoder header = header();
        return FileHeader.SEGMENT_MAGIC == header.magic() &&
            FileHeader.checksum(buffer, 0) == header.checksum() &&
            header.baseIndex() > 0;
    }

    /** Read the header of a segment found on disk and check that it belongs here. */
    void readHeader(final String path, final Identity owner)
    {
        if (!hasHeader())
        {
            throw new CorruptStorageException(
                path + " is damaged: the checksum of its header does not hold; restore it from a copy");
        }
        final SegmentHeaderDecoder header = header();
        FileHeader.checkVersion(path, header.schemaVersion());
        FileHeader.checkOwner(path, owner, header.clusterId(), header.memberId(), header.incarnation());
        if (header.segmentLength() != buffer.capacity())
        {
            throw new CorruptStorageException(
                path + " has " + buffer.capacity() + " bytes, its header says " + header.segmentLength() +
                "; restore it from a copy");
        }
        baseIndex = header.baseIndex();
    }

    private SegmentHeaderDecoder header()
    {
        return new SegmentHeaderDecoder().wrap(
            buffer, 0, SegmentHeaderDecoder.BLOCK_LENGTH, SegmentHeaderDecoder.SCHEMA_VERSION);
    }

    long prevTerm()
    {
        return header().prevTerm();
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    ByteBuffer bytes()
    {
        return bytes;
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

    long lastIndex()
    {
        return baseIndex + entryCount - 1;
    }

    /** Where the next frame goes. */
    int endOffset()
    {
        return endOffset;
    }

    /** Behind the last byte that may not be zero; at least {@link #endOffset()}. */
    int writtenOffset()
    {
        return writtenOffset;
    }

    int room()
    {
        return buffer.capacity() - endOffset;
    }

    /** Tell that bytes up to an offset were written. */
    void written(final int offset)
    {
        writtenOffset = Math.max(writtenOffset, offset);
    }

    /** Make the frame at the end visible. */
    void add(final int alignedLength)
    {
        offsets[entryCount++] = endOffset;
        endOffset += alignedLength;
        written(endOffset);
    }

    /** Forget entries; their bytes stay until they are zeroed. More entries may come. */
    void truncate(final long fromIndex)
    {
        final int count = (int)(fromIndex - baseIndex);
        endOffset = offsets[count];
        entryCount = count;
        if (offsets.length < entryCountMax())
        {
            offsets = Arrays.copyOf(offsets, entryCountMax());
        }
    }

    /** Zero what lies behind the last entry. */
    void zeroUnused()
    {
        zero(endOffset, writtenOffset);
        writtenOffset = endOffset;
    }

    void zero(final int fromOffset, final int toOffset)
    {
        buffer.setMemory(fromOffset, toOffset - fromOffset, (byte)0);
    }

    /** Everything from an offset on is zero. */
    void zeroed(final int fromOffset)
    {
        writtenOffset = Math.max(endOffset, fromOffset);
    }

    /** Offset of an entry that is held. */
    int offset(final long index)
    {
        return offsets[(int)(index - baseIndex)];
    }

    /** Last index from {@code fromIndex} on so that the frames fit into a length; at least {@code fromIndex}. */
    long lastIndexWithin(final long fromIndex, final int lengthMax)
    {
        final int first = (int)(fromIndex - baseIndex);
        final long limit = (long)offsets[first] + lengthMax;
        if (endOffset <= limit)
        {
            return lastIndex();
        }
        int low = first + 1;
        int high = entryCount - 1;
        while (low <= high)
        {
            final int middle = (low + high) >>> 1;
            if (offsets[middle] <= limit)
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

    /** No more entries will come, unless it is truncated: keep no more of the index than is needed. */
    void trimIndex()
    {
        offsets = Arrays.copyOf(offsets, entryCount);
    }

    /** As {@link StorageFile#rewrite()}. */
    void rewrite()
    {
        file.rewrite();
    }

    void force()
    {
        try
        {
            file.force();
        }
        catch (final StorageException e)
        {
            throw new StorageException("segment " + name + ": " + e.getMessage(), e);
        }
    }

    void renamed(final String newName)
    {
        name = newName;
    }

    void close()
    {
        file.close();
    }
}
