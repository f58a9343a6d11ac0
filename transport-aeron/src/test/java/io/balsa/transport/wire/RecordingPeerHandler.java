package io.balsa.transport.wire;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerHandler;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it was told. */
public final class RecordingPeerHandler implements PeerHandler
{
    public final List<String> calls = new ArrayList<>();
    public boolean isRecording = true;
    public boolean isTaking = true;
    public long count;

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
        count++;
        if (isRecording)
        {
            calls.add("heartbeat " + senderId + " " + term + " " + commitIndex + " " + leaderTimeNs);
        }
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
        if (!isTaking)
        {
            return false;
        }
        count++;
        if (isRecording)
        {
            calls.add("appendEntries " + senderId + " " + term + " " + prevLogIndex + " " + prevLogTerm + " " +
                commitIndex + " " + leaderTimeNs + " " + fragmentOffset + " length=" + length + " first=" +
                (length > 0 ? frames.getByte(offset) : -1));
        }
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
        calls.add("appendResponse " + senderId + " " + term + " " + matchIndex + " " + appendedIndex + " " +
            leaderTimeNs + " " + rejectedIndex + " " + hintIndex + " " + hintTerm);
    }

    @Override
    public void onEntriesRequest(
        final int senderId,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        calls.add("entriesRequest " + senderId + " " + repairId + " " + afterIndex + " " + afterTerm + " " +
            untilIndex + " " + untilTerm + " " + index + " " + frameOffset);
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
        calls.add("entriesResponse " + senderId + " " + repairId + " " + index + " " + frameOffset + " " + status +
            " length=" + length + " first=" + (length > 0 ? frames.getByte(offset) : -1));
    }
}
