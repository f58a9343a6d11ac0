package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderEncoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;


/**
 * The log over memory-mapped segments. Entries are written to and read from the image of their segment, and from its
 * mapped file when it is sealed; the sync agent does everything that waits for the device.
 * <p>
 * A truncation is carried out by the sync agent, and entries are refused with {@link RaftLog#BACK_PRESSURED} until it
 * is durable: no crash, at whatever moment, brings removed entries back behind new ones. So no sync is ever under way
 * for entries that were rewritten.
 */
public final class MmapRaftLog implements RaftLog
{
    private final int payloadLengthMax;
    private final SegmentList segments;
    private final TermTable terms;
    private final SegmentSupply supply;
    private final SegmentImages images;
    private final LogSync sync;
    private final StorageFailure failure;
    private final FrameChecksum checksum;
    private final int frameLengthMax;
    private final long recoveredCommitIndex;
    private final EntryHeaderEncoder header = new EntryHeaderEncoder();

    private LogSegment last;
    private long lastIndex;
    private long generation;
    private int partialFrameLength;
    private int partialLength;

    MmapRaftLog(
        final MemberStorage.Context ctx,
        final RecoveredLog recovered,
        final SegmentSupply supply,
        final SegmentImages images,
        final LogSync sync,
        final StorageFailure failure)
    {
        this.supply = supply;
        this.images = images;
        this.sync = sync;
        this.failure = failure;
        segments = recovered.segments();
        terms = recovered.terms();
        checksum = new FrameChecksum(ctx.clusterId());
        payloadLengthMax = ctx.payloadLengthMax();
        frameLengthMax = EntryFrame.HEADER_LENGTH + payloadLengthMax;
        last = segments.last();
        lastIndex = segments.lastIndex();
        // In mode ASYNC a loss of power may take committed entries from all members: no commit index holds for ever.
        recoveredCommitIndex =
            SyncMode.ASYNC == ctx.syncMode() ? 0 : Math.min(recovered.watermark().commitIndex(), lastIndex);
    }

    @Override
    public long firstIndex()
    {
        return segments.firstIndex();
    }

    @Override
    public long lastIndex()
    {
        return lastIndex;
    }

    @Override
    public long termAt(final long index)
    {
        return index < firstIndex() - 1 || index > lastIndex ? NULL_TERM : terms.termAt(index);
    }

    @Override
    public long floorIndex(final long index, final long term)
    {
        return Math.max(terms.floorIndex(index, term), firstIndex() - 1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the payload is longer than configured or the term below the last one.
     * @throws StorageException         after a failure.
     */
    @Override
    public long append(
        final long term,
        final EntryType type,
        final long timestampNs,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        failure.check();
        checkEntry(term, length);
        final int frameLength = EntryFrame.HEADER_LENGTH + length;
        final int alignedLength = EntryFrame.alignedLength(frameLength);
        try
        {
            final long refusal = reserve(alignedLength, term);
            if (refusal < 0)
            {
                return refusal;
            }
            final int frameOffset = last.endOffset();
            final UnsafeBuffer buffer = last.buffer();
            // An image holds whatever was there before: first the padding, and what the header reserves.
            buffer.putLong(frameOffset + alignedLength - Long.BYTES, 0);
            buffer.putLong(frameOffset + EntryFrame.HEADER_LENGTH - Long.BYTES, 0);
            buffer.putBytes(frameOffset + EntryFrame.HEADER_LENGTH, payload, offset, length);
            header.wrap(buffer, frameOffset)
                .frameLength(frameLength)
                .index(lastIndex + 1)
                .term(term)
                .timestampNs(timestampNs)
                .sessionId(sessionId)
                .sequence(sequence)
                .ackedSequence(ackedSequence)
                .entryType(type);
            checksum.store(buffer, last.bytes(), frameOffset, frameLength);
        }
        catch (final InternalError e)
        {
            throw failure.record(e);
        }
        add(term, alignedLength);
        return lastIndex;
    }

    private void checkEntry(final long term, final int length)
    {
        if (length < 0 || length > payloadLengthMax)
        {
            throw new IllegalArgumentException(
                "payload of " + length + " bytes: allowed are 0 to payloadLengthMax=" + payloadLengthMax);
        }
        if (term < terms.lastTerm())
        {
            throw new IllegalArgumentException("term " + term + " is below the last term " + terms.lastTerm());
        }
    }

    @Override
    public long append(final DirectBuffer frames, final int offset, final int length)
    {
        failure.check();
        if (offset < 0 || length < 0 || length > frames.capacity() - offset)
        {
            return CORRUPT;
        }
        if (0 == length)
        {
            return lastIndex;
        }
        final int firstLength = FrameCheck.alignedLength(
            frames, offset, offset + length, frameLengthMax, lastIndex + 1, terms.lastTerm());
        if (FrameCheck.MALFORMED == firstLength)
        {
            return CORRUPT;
        }
        try
        {
            final long refusal = reserve(firstLength, EntryFrame.term(frames, offset));
            return refusal < 0 ? refusal : copy(frames, offset, length);
        }
        catch (final InternalError e)
        {
            throw failure.record(e);
        }
    }

    /** Copy as many whole frames as the segment has room for, check them in place, then make them visible. */
    private long copy(final DirectBuffer frames, final int offset, final int length)
    {
        final int limit = offset + length;
        int room = last.room();
        int runCount = last.entryCount() > 0 ? terms.runCount(last.baseIndex()) : 0;
        long index = lastIndex;
        long term = terms.lastTerm();
        int end = offset;
        while (end < limit)
        {
            final int alignedLength =
                FrameCheck.alignedLength(frames, end, limit, frameLengthMax, index + 1, term);
            if (FrameCheck.MALFORMED == alignedLength)
            {
                return CORRUPT;
            }
            final long frameTerm = EntryFrame.term(frames, end);
            runCount += frameTerm != term || 0 == runCount ? 1 : 0;
            if (alignedLength > room || runCount > SegmentFooter.TERM_RUNS_MAX)
            {
                break;
            }
            index++;
            term = frameTerm;
            end += alignedLength;
            room -= alignedLength + Integer.BYTES;
        }
        final int copiedLength = end - offset;
        last.buffer().putBytes(last.endOffset(), frames, offset, copiedLength);
        return addFrames(last.endOffset() + copiedLength);
    }

    private long addFrames(final int end)
    {
        int offset = last.endOffset();
        while (offset < end)
        {
            if (!checksum.holds(last, offset))
            {
                return CORRUPT;
            }
            offset += EntryFrame.alignedLength(EntryFrame.frameLength(last.buffer(), offset));
        }
        while (last.endOffset() < end)
        {
            final int frameOffset = last.endOffset();
            add(
                EntryFrame.term(last.buffer(), frameOffset),
                EntryFrame.alignedLength(EntryFrame.frameLength(last.buffer(), frameOffset)));
        }
        return lastIndex;
    }

    @Override
    public long appendFragment(
        final long index,
        final int frameLength,
        final int fragmentOffset,
        final DirectBuffer fragment,
        final int offset,
        final int length)
    {
        failure.check();
        if (offset < 0 || length <= 0 || length > fragment.capacity() - offset)
        {
            return CORRUPT;
        }
        try
        {
            if (0 == fragmentOffset)
            {
                final long refusal = beginFragments(index, frameLength, fragment, offset, length);
                if (refusal < 0)
                {
                    return refusal;
                }
            }
            else if (0 == partialFrameLength ||
                index != lastIndex + 1 ||
                frameLength != partialFrameLength ||
                fragmentOffset != partialLength)
            {
                return lastIndex;
            }
            else if (length > EntryFrame.alignedLength(frameLength) - fragmentOffset)
            {
                forgetFragments();
                return CORRUPT;
            }
            last.buffer().putBytes(last.endOffset() + fragmentOffset, fragment, offset, length);
            partialLength += length;
            return partialLength == EntryFrame.alignedLength(partialFrameLength) ? endFragments() : lastIndex;
        }
        catch (final InternalError e)
        {
            throw failure.record(e);
        }
    }

    @Override
    public boolean verify(final DirectBuffer frames, final int offset, final int length)
    {
        if (offset < 0 || length < 0 || length > frames.capacity() - offset)
        {
            return false;
        }
        final int limit = offset + length;
        long index = length < EntryFrame.HEADER_LENGTH ? 0 : EntryFrame.index(frames, offset);
        long term = 0;
        int position = offset;
        while (position < limit)
        {
            final int alignedLength =
                FrameCheck.alignedLength(frames, position, limit, frameLengthMax, index, term);
            if (FrameCheck.MALFORMED == alignedLength || !checksum.holds(frames, position))
            {
                return false;
            }
            term = EntryFrame.term(frames, position);
            index++;
            position += alignedLength;
        }
        return true;
    }

    @Override
    public long refusal()
    {
        if (sync.isTruncating())
        {
            return BACK_PRESSURED;
        }
        last = segments.last();
        return EntryFrame.alignedLength(frameLengthMax) <= last.room() && hasRoomForTerm() ? 0 : rollRefusal();
    }

    private long beginFragments(
        final long index, final int frameLength, final DirectBuffer fragment, final int offset, final int length)
    {
        forgetFragments();
        if (!FrameCheck.isLengthAllowed(frameLength, frameLengthMax) ||
            length < EntryFrame.HEADER_LENGTH ||
            length > EntryFrame.alignedLength(frameLength) ||
            frameLength != EntryFrame.frameLength(fragment, offset) ||
            index != lastIndex + 1 ||
            index != EntryFrame.index(fragment, offset) ||
            EntryFrame.term(fragment, offset) < terms.lastTerm())
        {
            return CORRUPT;
        }
        final long refusal = reserve(EntryFrame.alignedLength(frameLength), EntryFrame.term(fragment, offset));
        if (refusal < 0)
        {
            return refusal;
        }
        partialFrameLength = frameLength;
        return 0;
    }

    private long endFragments()
    {
        final int frameOffset = last.endOffset();
        final int alignedLength = FrameCheck.alignedLength(
            last.buffer(), frameOffset, frameOffset + partialLength, frameLengthMax, lastIndex + 1, terms.lastTerm());
        if (FrameCheck.MALFORMED == alignedLength || !checksum.holds(last, frameOffset))
        {
            forgetFragments();
            return CORRUPT;
        }
        partialFrameLength = 0;
        partialLength = 0;
        add(EntryFrame.term(last.buffer(), frameOffset), alignedLength);
        return lastIndex;
    }

    private void forgetFragments()
    {
        partialFrameLength = 0;
        partialLength = 0;
    }

    /** Have room for a frame and its offset in the last segment, for its term too: 0, or why there is none. */
    private long reserve(final int alignedLength, final long term)
    {
        if (sync.isTruncating())
        {
            return BACK_PRESSURED;
        }
        last = segments.last();
        forgetFragments();
        if (alignedLength <= last.room() && (term == terms.lastTerm() || hasRoomForTerm()))
        {
            return 0;
        }
        final long refusal = rollRefusal();
        if (refusal < 0)
        {
            if (!last.isNamed())
            {
                // Until it has its name the one before cannot be sealed, and there is no third image.
                sync.requestSync();
            }
            return refusal;
        }
        final LogSegment next = supply.take();
        next.begin(images.take(), lastIndex + 1, terms.lastTerm());
        segments.add(next);
        last = next;
        return 0;
    }

    private long rollRefusal()
    {
        if (supply.isReady() && !images.isEmpty())
        {
            return 0;
        }
        return supply.isDiskFull() ? DISK_FULL : BACK_PRESSURED;
    }

    private boolean hasRoomForTerm()
    {
        return 0 == last.entryCount() || terms.runCount(last.baseIndex()) < SegmentFooter.TERM_RUNS_MAX;
    }

    private void add(final long term, final int alignedLength)
    {
        lastIndex++;
        terms.append(lastIndex, term);
        last.add(alignedLength);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the index is below {@link #firstIndex()}.
     * @throws StorageException         after a failure.
     */
    @Override
    public void truncateSuffix(final long fromIndex)
    {
        failure.check();
        if (fromIndex < firstIndex())
        {
            throw new IllegalArgumentException(
                "truncation from index " + fromIndex + ": the log begins at " + firstIndex());
        }
        forgetFragments();
        if (fromIndex > lastIndex)
        {
            return;
        }
        sync.truncate(fromIndex);
        last = segments.last();
        lastIndex = fromIndex - 1;
        generation++;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the index is below {@link #firstIndex()}, or the term below 1.
     * @throws StorageException         after a failure.
     */
    @Override
    public void reset(final long index, final long term)
    {
        failure.check();
        if (index < firstIndex() || term < 1)
        {
            throw new IllegalArgumentException(
                "reset to index " + index + " and term " + term + ": the log begins at " + firstIndex());
        }
        forgetFragments();
        sync.reset(index, term);
        lastIndex = index;
        generation++;
    }

    @Override
    public void truncatePrefix(final long index)
    {
        failure.check();
        sync.truncatePrefix(index);
    }

    @Override
    public long tailIndex(final long lengthBytes)
    {
        return segments.tailIndex(lengthBytes);
    }

    @Override
    public void committed(final long index)
    {
        sync.committed(index);
    }

    @Override
    public long recoveredCommitIndex()
    {
        return recoveredCommitIndex;
    }

    @Override
    public boolean read(final long fromIndex, final int lengthMax, final LogView view)
    {
        failure.check();
        try
        {
            return segments.read(fromIndex, lengthMax, view);
        }
        catch (final DamagedLogException e)
        {
            throw failure.record(e);
        }
    }

    /**
     * Segments that were trusted by their footers when the log was opened; the others were scanned. From any thread.
     *
     * @return how many.
     */
    public int trustedSegmentCount()
    {
        return sync.trustedSegmentCount();
    }

    /**
     * Bytes of entries that were checked in the background, of those that were trusted when the log was opened. From
     * any thread.
     *
     * @return length in bytes.
     */
    public long verifiedBytes()
    {
        return sync.verifiedBytes();
    }

    @Override
    public long generation()
    {
        return generation;
    }

    @Override
    public void requestSync()
    {
        failure.check();
        try
        {
            sync.requestSync();
        }
        catch (final RuntimeException | InternalError e)
        {
            throw failure.record(e);
        }
    }

    @Override
    public long syncedIndex()
    {
        failure.check();
        try
        {
            return sync.syncedIndex();
        }
        catch (final RuntimeException | InternalError e)
        {
            throw failure.record(e);
        }
    }

    /**
     * {@inheritDoc} The sync agent must not run any more; what it has not done is done here, and what was appended is
     * made durable. When the device is too full for the marker of a truncation, the removed entries are still there at
     * the next start.
     */
    @Override
    public void close()
    {
        try
        {
            if (!failure.isFailed())
            {
                sync.finish();
            }
        }
        finally
        {
            sync.close();
            supply.close();
        }
    }
}
