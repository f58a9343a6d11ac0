package io.balsa.simulation.network;

import io.balsa.consensus.port.PeerHandler;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a member was told. */
class PeerRecorder implements PeerHandler
{
    final List<String> calls = new ArrayList<>();
    final List<Long> terms = new ArrayList<>();
    final List<byte[]> frames = new ArrayList<>();
    int refusedSenderId = -1;

    List<String> takeCalls()
    {
        final List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    @Override
    public void onVoteRequest(
        final int senderId,
        final long term,
        final long lastLogIndex,
        final long lastLogTerm,
        final boolean isPreVote)
    {
        calls.add("voteRequest " + senderId + " " + term + " " + lastLogIndex + " " + lastLogTerm + " " + isPreVote);
    }

    @Override
    public void onVoteResponse(
        final int senderId,
        final long term,
        final long requestTerm,
        final boolean isPreVote,
        final boolean isGranted)
    {
        calls.add("voteResponse " + senderId + " " + term + " " + requestTerm + " " + isPreVote + " " + isGranted);
    }

    @Override
    public void onHeartbeat(final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        calls.add("heartbeat " + senderId + " " + term);
        terms.add(term);
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
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (senderId == refusedSenderId)
        {
            return false;
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        frames.add(bytes);
        calls.add("append " + senderId + " " + term + " " + prevLogIndex + " length " + length);
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
        calls.add("response " + senderId + " " + term + " " + matchIndex + " " + appendedIndex + " " + rejectedIndex);
    }
}
