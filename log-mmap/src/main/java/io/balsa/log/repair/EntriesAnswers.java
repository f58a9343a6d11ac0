package io.balsa.log.repair;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerHandler;
import org.agrona.DirectBuffer;

/**
 * Hears the answers to a repair. Everything else that peers say is for a member that takes part, and is dropped.
 */
final class EntriesAnswers implements PeerHandler
{
    private final LogRepairAgent agent;

    EntriesAnswers(final LogRepairAgent agent)
    {
        this.agent = agent;
    }

    @Override
    public void onEntriesResponse(
        final int senderId,
        final long repairId,
        final long index,
        final int frameOffset,
        final EntriesStatus status,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        agent.onAnswer(senderId, repairId, index, frameOffset, status, frames, offset, length);
    }

    @Override
    public void onVoteRequest(
        final int senderId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
    }

    @Override
    public void onVoteResponse(
        final int senderId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
    }

    @Override
    public void onHeartbeat(final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
    {
    }

    @Override
    public boolean onAppendEntries(
        final int senderId,
        final long term,
        final long prevLogIndex,
        final long prevLogTerm,
        final long commitIndex,
        final long leaderTimeNs,
        final int fragmentOffset,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        return true;
    }

    @Override
    public void onAppendResponse(
        final int senderId,
        final long term,
        final long matchIndex,
        final long appendedIndex,
        final long leaderTimeNs,
        final long rejectedIndex,
        final long hintIndex,
        final long hintTerm)
    {
    }
}
