package io.balsa.transport.aeron;

import io.balsa.codecs.wire.AppendEntriesEncoder;
import io.balsa.codecs.wire.AppendResponseEncoder;
import io.balsa.codecs.wire.BooleanType;
import io.balsa.codecs.wire.HeartbeatEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.VoteRequestEncoder;
import io.balsa.codecs.wire.VoteResponseEncoder;
import io.balsa.transport.media.WireHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the messages between members in place. Each length is what the method of its name needs.
 */
final class PeerEncoder
{
    static final int VOTE_REQUEST_LENGTH = WireHeader.LENGTH + VoteRequestEncoder.BLOCK_LENGTH;
    static final int VOTE_RESPONSE_LENGTH = WireHeader.LENGTH + VoteResponseEncoder.BLOCK_LENGTH;
    static final int HEARTBEAT_LENGTH = WireHeader.LENGTH + HeartbeatEncoder.BLOCK_LENGTH;
    static final int APPEND_RESPONSE_LENGTH = WireHeader.LENGTH + AppendResponseEncoder.BLOCK_LENGTH;
    static final int APPEND_ENTRIES_HEADER_LENGTH =
        WireHeader.LENGTH + AppendEntriesEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final VoteRequestEncoder voteRequest = new VoteRequestEncoder();
    private final VoteResponseEncoder voteResponse = new VoteResponseEncoder();
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();
    private final AppendEntriesEncoder appendEntries = new AppendEntriesEncoder();
    private final AppendResponseEncoder appendResponse = new AppendResponseEncoder();
    private final long clusterId;
    private final int memberId;

    PeerEncoder(final long clusterId, final int memberId)
    {
        this.clusterId = clusterId;
        this.memberId = memberId;
    }

    void voteRequest(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long lastLogIndex,
        final long lastLogTerm,
        final boolean isPreVote)
    {
        voteRequest.wrapAndApplyHeader(buffer, offset, header)
            .clusterId(clusterId)
            .term(term)
            .lastLogIndex(lastLogIndex)
            .lastLogTerm(lastLogTerm)
            .senderId(memberId)
            .preVote(flag(isPreVote));
    }

    void voteResponse(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long requestTerm,
        final boolean isPreVote,
        final boolean isGranted)
    {
        voteResponse.wrapAndApplyHeader(buffer, offset, header)
            .clusterId(clusterId)
            .term(term)
            .requestTerm(requestTerm)
            .senderId(memberId)
            .preVote(flag(isPreVote))
            .granted(flag(isGranted));
    }

    void heartbeat(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long commitIndex,
        final long leaderTimeNs)
    {
        heartbeat.wrapAndApplyHeader(buffer, offset, header)
            .clusterId(clusterId)
            .term(term)
            .commitIndex(commitIndex)
            .leaderTimeNs(leaderTimeNs)
            .senderId(memberId);
    }

    /** The fields before the frames; {@link #frames} comes next. */
    void appendEntries(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long prevLogIndex,
        final long prevLogTerm,
        final long commitIndex,
        final long leaderTimeNs,
        final int fragmentOffset)
    {
        appendEntries.wrapAndApplyHeader(buffer, offset, header)
            .clusterId(clusterId)
            .term(term)
            .prevLogIndex(prevLogIndex)
            .prevLogTerm(prevLogTerm)
            .commitIndex(commitIndex)
            .leaderTimeNs(leaderTimeNs)
            .senderId(memberId)
            .fragmentOffset(fragmentOffset);
    }

    void frames(final DirectBuffer frames, final int offset, final int length)
    {
        appendEntries.putFrames(frames, offset, length);
    }

    void appendResponse(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long matchIndex,
        final long appendedIndex,
        final long leaderTimeNs,
        final long rejectedIndex,
        final long hintIndex,
        final long hintTerm)
    {
        appendResponse.wrapAndApplyHeader(buffer, offset, header)
            .clusterId(clusterId)
            .term(term)
            .matchIndex(matchIndex)
            .appendedIndex(appendedIndex)
            .leaderTimeNs(leaderTimeNs)
            .rejectedIndex(rejectedIndex)
            .hintIndex(hintIndex)
            .hintTerm(hintTerm)
            .senderId(memberId);
    }

    private static BooleanType flag(final boolean value)
    {
        return value ? BooleanType.TRUE : BooleanType.FALSE;
    }
}
