package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.state.CheckpointDigests;
import io.balsa.consensus.state.ReplicatedState;
import org.agrona.DirectBuffer;

/**
 * Applies committed entries, in place and in order, to the replicated state: a bounded number in one duty cycle, so
 * that heartbeats are never late for it.
 */
final class LogApplier
{
    /** Most entries applied in one duty cycle. */
    static final int ENTRIES_PER_CYCLE_MAX = 256;

    /** Most bytes of entries looked at in one duty cycle, unless a single entry is longer. */
    static final int BYTES_PER_CYCLE_MAX = 256 * 1024;

    private final RaftCore core;
    private final RaftLog log;
    private final ReplicatedState state;
    private final DigestRules digests;
    private final CheckpointDigests checkpoints;
    private final StageSampler stages;
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();

    LogApplier(
        final RaftCore core,
        final RaftLog log,
        final ReplicatedState state,
        final DigestRules digests,
        final CheckpointDigests checkpoints,
        final StageSampler stages)
    {
        this.digests = digests;
        this.checkpoints = checkpoints;
        this.core = core;
        this.log = log;
        this.state = state;
        this.stages = stages;
    }

    int apply()
    {
        final long fromIndex = core.appliedIndex() + 1;
        if (fromIndex > core.commitIndex() || !log.read(fromIndex, BYTES_PER_CYCLE_MAX, view))
        {
            return 0;
        }
        final long toIndex =
            Math.min(Math.min(core.commitIndex(), view.lastIndex()), fromIndex + ENTRIES_PER_CYCLE_MAX - 1);
        final DirectBuffer frames = view.buffer();
        int offset = 0;
        for (long index = fromIndex; index <= toIndex; index++)
        {
            header.wrap(frames, offset, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            final int payloadLength = header.frameLength() - EntryFrame.HEADER_LENGTH;
            state.apply(header, frames, offset + EntryFrame.HEADER_LENGTH, payloadLength);
            core.onApplied(index, header.term(), payloadLength);
            if (digests.isCheckpoint(index))
            {
                digests.onApplied(index, state.digest());
                checkpoints.onApplied(index, state.digest());
            }
            stages.onApplied(index);
            offset += EntryFrame.alignedLength(header.frameLength());
        }
        return (int)(toIndex - fromIndex + 1);
    }
}
