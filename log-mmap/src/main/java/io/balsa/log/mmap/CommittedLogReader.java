package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.CommittedLog;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;

/**
 * Follows the committed log of a member in the same or another process, through the member's own files: a drop copy, an
 * audit, a feed. It reads in place, takes no lock, and the member does not know of it. It goes on over new segments,
 * removals of old ones, and restarts of the member, and may be used while the member does not run.
 * <p>
 * It delivers what is committed and in the files, each entry once and in order, after a check of its checksums. In mode
 * {@link SyncMode#ASYNC} that may be more than the member's device holds. A member in mode {@link SyncMode#MEMORY} has
 * no files to follow.
 * <p>
 * Threads: one. No bytes are allocated but where a segment begins.
 */
public final class CommittedLogReader implements CommittedLog
{
    private static final int FRAME_LENGTH_MAX = EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT;

    private final Storage storage;
    private final LogPositionView position;
    private final FrameChecksum checksum;
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();

    private long nextIndex;
    private long generation;
    private LogSegment segment;
    private int offset;
    private long term;
    private boolean isClosed;

    private CommittedLogReader(final Storage storage, final EpochNanoClock clock, final long fromIndex)
    {
        this.storage = storage;
        position = new LogPositionView(storage, clock);
        checksum = new FrameChecksum(position.identity().clusterId());
        generation = position.generation();
        nextIndex = 0 == fromIndex ? position.firstIndex() : fromIndex;
    }

    /**
     * Follow the log in the directory of a member from the oldest entry on that it holds.
     *
     * @param directory of the member.
     * @return the reader.
     * @throws StorageException when no member has run there.
     */
    public static CommittedLogReader open(final File directory)
    {
        return new CommittedLogReader(FileStorage.openReadOnly(directory), new OffsetEpochNanoClock(), 0);
    }

    /**
     * Follow the log in the directory of a member.
     *
     * @param directory of the member.
     * @param fromIndex first entry wanted, 1 or more; it need not be there yet.
     * @return the reader.
     * @throws StorageException when no member has run there.
     */
    public static CommittedLogReader open(final File directory, final long fromIndex)
    {
        return open(FileStorage.openReadOnly(directory), new OffsetEpochNanoClock(), fromIndex);
    }

    static CommittedLogReader open(final Storage storage, final EpochNanoClock clock, final long fromIndex)
    {
        checkIndex(fromIndex);
        return new CommittedLogReader(storage, clock, fromIndex);
    }

    private static void checkIndex(final long index)
    {
        if (index < 1)
        {
            throw new IllegalArgumentException("index " + index + ": must be 1 or more");
        }
    }

    /**
     * Whose log it is; the time of creation is not known.
     *
     * @return the identity.
     */
    public Identity identity()
    {
        return position.identity();
    }

    /**
     * The entry that is delivered next.
     *
     * @return log index.
     */
    @Override
    public long position()
    {
        return nextIndex;
    }

    /**
     * Go on with another entry. It is found by going through the headers of its segment.
     *
     * @param index of the entry that is delivered next, 1 or more; it need not be there yet.
     */
    @Override
    public void position(final long index)
    {
        checkIndex(index);
        release();
        nextIndex = index;
    }

    /**
     * Up to where entries can be delivered: committed and in the files.
     *
     * @return log index, 0 for none. After a restart of the member it may be lower for a while.
     */
    @Override
    public long committedIndex()
    {
        checkOpen();
        return position.committedIndex();
    }

    /**
     * Oldest entry that the log holds.
     *
     * @return log index.
     */
    @Override
    public long firstIndex()
    {
        checkOpen();
        return position.firstIndex();
    }

    /**
     * Whether the member runs.
     *
     * @return the state, by what the member has told last.
     */
    public MemberState memberState()
    {
        checkOpen();
        return position.state();
    }

    /**
     * Deliver entries that are committed, if there are any.
     *
     * @param handler of the entries. When it throws, the entry is delivered again by the next call.
     * @param limit   of the entries to deliver.
     * @return how many were delivered, 0 when there is nothing new.
     * @throws EntryRemovedException     when the next entry was removed from the front of the log:
     *                                   {@link #position(long)} goes on elsewhere.
     * @throws CorruptStorageException   when the next entry is damaged.
     * @throws ForeignDirectoryException when the directory is another member's now.
     * @throws StorageException          when the files cannot be read.
     */
    @Override
    public int poll(final CommittedEntryHandler handler, final int limit)
    {
        checkOpen();
        final long committedIndex = position.committedIndex();
        if (position.generation() != generation)
        {
            release();
            generation = position.generation();
        }
        if (nextIndex > committedIndex)
        {
            position.refresh();
            return 0;
        }
        int count = 0;
        while (count < limit && nextIndex <= committedIndex && findFrame())
        {
            final UnsafeBuffer buffer = segment.buffer();
            header.wrap(buffer, offset, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            final int frameLength = header.frameLength();
            final long frameTerm = header.term();
            handler.onEntry(
                header, buffer, offset + EntryFrame.HEADER_LENGTH, frameLength - EntryFrame.HEADER_LENGTH);
            offset += EntryFrame.alignedLength(frameLength);
            term = frameTerm;
            nextIndex++;
            count++;
        }
        return count;
    }

    private void checkOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("the reader of " + storage.location() + " is closed");
        }
    }

    /**
     * Have the next entry at the offset in the segment: a committed one that is not there is in the next segment. False
     * when the member has been started again meanwhile.
     */
    private boolean findFrame()
    {
        try
        {
            if (null != segment && isFrame())
            {
                return true;
            }
            release();
            openSegment();
            if (walk() && isFrame())
            {
                return true;
            }
            throw new CorruptStorageException(
                storage.location() + "/" + segment.name() + " is damaged at offset " + offset + ", index " +
                nextIndex + ": the committed entry does not hold; stop the member and verify its log");
        }
        catch (final StorageException e)
        {
            return isObsolete(e);
        }
        catch (final InternalError e)
        {
            throw new StorageException(
                "cannot read index " + nextIndex + " in " + storage.location() + "; check the device", e);
        }
    }

    /** What was found says nothing when the files have been changed under the reader. */
    private boolean isObsolete(final StorageException e)
    {
        release();
        if (nextIndex < position.firstIndex())
        {
            throw new EntryRemovedException(storage.location(), nextIndex, position.firstIndex());
        }
        if (position.generation() == generation)
        {
            throw e;
        }
        return false;
    }

    private boolean isFrame()
    {
        return FrameCheck.MALFORMED != alignedLength(nextIndex) && checksum.holds(segment, offset);
    }

    private int alignedLength(final long index)
    {
        return FrameCheck.alignedLength(
            segment.buffer(), offset, segment.footerOffset(), FRAME_LENGTH_MAX, index, term);
    }

    private void openSegment()
    {
        String name = null;
        for (final String each : storage.list())
        {
            if (LogLayout.isSegment(each) && LogLayout.baseIndex(each) <= nextIndex)
            {
                name = each;
            }
        }
        if (null == name)
        {
            throw new CorruptStorageException(
                storage.location() + " holds no segment with index " + nextIndex + "; restore the directory");
        }
        final StorageFile file = storage.open(name);
        if (!LogSegment.isPossible(file))
        {
            file.close();
            throw new CorruptStorageException(
                storage.location() + "/" + name + " is too short for a segment; restore the member");
        }
        segment = new LogSegment(file, name);
        segment.readHeader(storage.location() + "/" + name, position.identity());
        offset = LogSegment.FRAMES_OFFSET;
        term = segment.prevTerm();
    }

    /** Go from the beginning of the segment to the next entry. */
    private boolean walk()
    {
        for (long index = segment.baseIndex(); index < nextIndex; index++)
        {
            final int alignedLength = alignedLength(index);
            if (FrameCheck.MALFORMED == alignedLength)
            {
                return false;
            }
            term = EntryFrame.term(segment.buffer(), offset);
            offset += alignedLength;
        }
        return true;
    }

    private void release()
    {
        if (null != segment)
        {
            segment.close();
            segment = null;
        }
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            release();
            position.close();
            storage.close();
        }
    }
}
