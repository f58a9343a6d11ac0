package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.log.mmap.LogReader;
import io.balsa.log.mmap.StorageException;
import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.disk.SimDisk;

import java.util.Arrays;

/**
 * What recovery would make of one image of a disk: read by a second reader, which changes nothing.
 */
final class RecoveredState
{
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private final LogView view = new LogView();
    /** Hash of each entry. */
    private long[] hashes = new long[256];
    private int firstIndex;
    private int lastIndex;
    private long term;
    private int votedFor;

    private RecoveredState()
    {
    }

    /** The state of an image; null where there is none yet, or none that is whole. */
    static RecoveredState of(final SimDisk disk, final SimDisk.Image image)
    {
        final StoredTermState termState = new StoredTermState(disk, image);
        final RecoveredState state = new RecoveredState();
        state.term = termState.term();
        state.votedFor = termState.votedFor();
        try (LogReader log = LogReader.open(disk.mountReadOnly(image)))
        {
            state.firstIndex = (int)log.firstIndex();
            state.lastIndex = state.firstIndex - 1;
            while (state.lastIndex < log.lastIndex() && log.read(state.lastIndex + 1L, Integer.MAX_VALUE, state.view))
            {
                state.take();
            }
        }
        catch (final StorageException ex)
        {
            return null;
        }
        return state;
    }

    private void take()
    {
        int position = 0;
        while (position < view.length())
        {
            header.wrap(
                view.buffer(), position, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            final int frameLength = header.frameLength();
            if (lastIndex + 1 >= hashes.length)
            {
                hashes = Arrays.copyOf(hashes, 2 * (lastIndex + 1));
            }
            hashes[lastIndex + 1] = ContentHash.of(view.buffer(), position, frameLength);
            lastIndex++;
            position += EntryFrame.alignedLength(frameLength);
        }
    }

    /** Whether the logs agree as far as both go, and leave nothing between them. */
    boolean isLogConsistentWith(final RecoveredState other)
    {
        final int from = Math.max(firstIndex, other.firstIndex);
        final int to = Math.min(lastIndex, other.lastIndex);
        // A log that is being emptied has nothing to be compared with.
        final boolean isEmpty = firstIndex > lastIndex || other.firstIndex > other.lastIndex;
        return (isEmpty || from <= to + 1) &&
            (from > to || Arrays.equals(hashes, from, to + 1, other.hashes, from, to + 1));
    }

    /** The same, but for entries that were to go from the front. */
    boolean isSame(final RecoveredState other)
    {
        return lastIndex == other.lastIndex && isLogConsistentWith(other) && term == other.term &&
            votedFor == other.votedFor;
    }

    long lastIndex()
    {
        return lastIndex;
    }

    long term()
    {
        return term;
    }

    @Override
    public String toString()
    {
        return "firstIndex=" + firstIndex + " lastIndex=" + lastIndex + " lastHash=" +
            Long.toHexString(hashes[lastIndex]) + " term=" + term + " votedFor=" + votedFor;
    }
}
