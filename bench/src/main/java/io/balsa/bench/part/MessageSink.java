package io.balsa.bench.part;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.transport.wire.EgressHandler;
import io.balsa.transport.wire.IngressHandler;
import org.agrona.DirectBuffer;

/** Counts the messages of a commit as they arrive; there are no others. */
final class MessageSink implements PeerHandler, IngressHandler<MessageSink>, EgressHandler
{
    private long count;

    /** As many as were sent, or something was dropped on the way. */
    long count(final long sent)
    {
        if (count != sent)
        {
            throw new IllegalStateException(count + " of " + sent + " messages have arrived");
        }
        return count;
    }

    private static IllegalStateException unexpected()
    {
        return new IllegalStateException("a message that nobody has sent");
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
        count++;
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
        count++;
    }

    @Override
    public boolean onCommand(
        final MessageSink connection,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        count++;
        return true;
    }

    @Override
    public void onCommandReply(
        final long source,
        final long sessionId,
        final long sequence,
        final long index,
        final int leaderId,
        final OutcomeCode outcome,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        count++;
    }

    @Override
    public void onVoteRequest(
        final int senderId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        throw unexpected();
    }

    @Override
    public void onVoteResponse(
        final int senderId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        throw unexpected();
    }

    @Override
    public void onHeartbeat(final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        throw unexpected();
    }

    @Override
    public boolean onConnectRequest(
        final MessageSink connection,
        final long correlationId,
        final long clusterId,
        final int protocolVersion,
        final long clientKey,
        final long sessionId,
        final int responseStreamId,
        final String responseChannel)
    {
        throw unexpected();
    }

    @Override
    public boolean onOverlongCommand(final MessageSink connection, final long sessionId, final long sequence)
    {
        throw unexpected();
    }

    @Override
    public boolean onCloseRequest(final MessageSink connection, final long correlationId, final long sessionId)
    {
        throw unexpected();
    }

    @Override
    public boolean onPing(final MessageSink connection, final long correlationId)
    {
        throw unexpected();
    }

    @Override
    public boolean onStatusRequest(final MessageSink connection, final long correlationId)
    {
        throw unexpected();
    }

    @Override
    public void onConnectResponse(
        final long source,
        final long correlationId,
        final long sessionId,
        final long term,
        final int memberId,
        final int leaderId,
        final int commandLengthMax,
        final int sessionWindow,
        final ConnectCode code)
    {
        throw unexpected();
    }

    @Override
    public void onLeaderEvent(final long source, final long sessionId, final int leaderId)
    {
        throw unexpected();
    }

    @Override
    public void onPong(final long source, final int leaderId, final int memberId)
    {
        throw unexpected();
    }
}
