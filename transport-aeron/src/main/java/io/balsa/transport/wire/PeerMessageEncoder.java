package io.balsa.transport.wire;

import io.balsa.codecs.wire.AppendEntriesEncoder;
import io.balsa.codecs.wire.AppendResponseEncoder;
import io.balsa.codecs.wire.BooleanType;
import io.balsa.codecs.wire.EntriesRequestEncoder;
import io.balsa.codecs.wire.EntriesResponseEncoder;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.HeartbeatEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.SnapshotChunkEncoder;
import io.balsa.codecs.wire.SnapshotOfferEncoder;
import io.balsa.codecs.wire.SnapshotRequestEncoder;
import io.balsa.codecs.wire.StateDigestEncoder;
import io.balsa.codecs.wire.VoteRequestEncoder;
import io.balsa.codecs.wire.VoteResponseEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the messages between members in place. Each length is what the method of its name needs: the caller has that
 * many bytes ready at the offset. The fields are those of {@link io.balsa.consensus.port.PeerTransport}.
 */
public final class PeerMessageEncoder
{
    /** Length of a vote request in bytes. */
    public static final int VOTE_REQUEST_LENGTH = WireHeader.LENGTH + VoteRequestEncoder.BLOCK_LENGTH;

    /** Length of a vote response in bytes. */
    public static final int VOTE_RESPONSE_LENGTH = WireHeader.LENGTH + VoteResponseEncoder.BLOCK_LENGTH;

    /** Length of a heartbeat in bytes. */
    public static final int HEARTBEAT_LENGTH = WireHeader.LENGTH + HeartbeatEncoder.BLOCK_LENGTH;

    /** Length of an append response in bytes. */
    public static final int APPEND_RESPONSE_LENGTH = WireHeader.LENGTH + AppendResponseEncoder.BLOCK_LENGTH;

    /** Length of an append message before its frames in bytes; a multiple of a frame's alignment. */
    public static final int APPEND_ENTRIES_HEADER_LENGTH =
        WireHeader.LENGTH + AppendEntriesEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;

    /** Length of a request for entries in bytes. */
    public static final int ENTRIES_REQUEST_LENGTH = WireHeader.LENGTH + EntriesRequestEncoder.BLOCK_LENGTH;

    /** Length of an answer to such a request before its frames in bytes; a multiple of a frame's alignment. */
    public static final int ENTRIES_RESPONSE_HEADER_LENGTH =
        WireHeader.LENGTH + EntriesResponseEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;

    /** Length of the offer of a snapshot in bytes. */
    public static final int SNAPSHOT_OFFER_LENGTH = WireHeader.LENGTH + SnapshotOfferEncoder.BLOCK_LENGTH;

    /** Length of a request for bytes of a snapshot in bytes. */
    public static final int SNAPSHOT_REQUEST_LENGTH = WireHeader.LENGTH + SnapshotRequestEncoder.BLOCK_LENGTH;

    /** Length of a state digest. */
    public static final int STATE_DIGEST_LENGTH = WireHeader.LENGTH + StateDigestEncoder.BLOCK_LENGTH;

    /** Length of a chunk of a snapshot before its bytes. */
    public static final int SNAPSHOT_CHUNK_HEADER_LENGTH =
        WireHeader.LENGTH + SnapshotChunkEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;

    private final MessageChecksum checksum = new MessageChecksum();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final VoteRequestEncoder voteRequest = new VoteRequestEncoder();
    private final VoteResponseEncoder voteResponse = new VoteResponseEncoder();
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();
    private final AppendEntriesEncoder appendEntries = new AppendEntriesEncoder();
    private final AppendResponseEncoder appendResponse = new AppendResponseEncoder();
    private final EntriesRequestEncoder entriesRequest = new EntriesRequestEncoder();
    private final EntriesResponseEncoder entriesResponse = new EntriesResponseEncoder();
    private final SnapshotOfferEncoder snapshotOffer = new SnapshotOfferEncoder();
    private final SnapshotRequestEncoder snapshotRequest = new SnapshotRequestEncoder();
    private final SnapshotChunkEncoder snapshotChunk = new SnapshotChunkEncoder();
    private final StateDigestEncoder stateDigest = new StateDigestEncoder();
    private final long clusterId;
    private final int memberId;

    /**
     * Create an encoder.
     *
     * @param clusterId that every message names.
     * @param memberId  of the sender.
     */
    public PeerMessageEncoder(final long clusterId, final int memberId)
    {
        this.clusterId = clusterId;
        this.memberId = memberId;
    }

    /**
     * Write a vote request.
     *
     * @param buffer       to write to.
     * @param offset       of the message in bytes.
     * @param term         of the sender.
     * @param lastLogIndex of the sender.
     * @param lastLogTerm  of the sender.
     * @param isPreVote    true for the trial.
     */
    public void voteRequest(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long lastLogIndex,
        final long lastLogTerm,
        final boolean isPreVote)
    {
        voteRequest.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .term(term)
            .lastLogIndex(lastLogIndex)
            .lastLogTerm(lastLogTerm)
            .preVote(flag(isPreVote));
        checksum.seal(buffer, offset, VOTE_REQUEST_LENGTH);
    }

    /**
     * Write a vote response.
     *
     * @param buffer      to write to.
     * @param offset      of the message in bytes.
     * @param term        of the sender.
     * @param requestTerm of the request answered.
     * @param isPreVote   true for the trial.
     * @param isGranted   true for yes.
     */
    public void voteResponse(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long requestTerm,
        final boolean isPreVote,
        final boolean isGranted)
    {
        voteResponse.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .term(term)
            .requestTerm(requestTerm)
            .preVote(flag(isPreVote))
            .granted(flag(isGranted));
        checksum.seal(buffer, offset, VOTE_RESPONSE_LENGTH);
    }

    /**
     * Write a heartbeat.
     *
     * @param buffer       to write to.
     * @param offset       of the message in bytes.
     * @param term         of the sender.
     * @param commitIndex  that the leader tells.
     * @param leaderTimeNs to be echoed.
     */
    public void heartbeat(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long commitIndex,
        final long leaderTimeNs)
    {
        heartbeat.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .term(term)
            .commitIndex(commitIndex)
            .leaderTimeNs(leaderTimeNs);
        checksum.seal(buffer, offset, HEARTBEAT_LENGTH);
    }

    /**
     * Write the fields of an append message before its frames; {@link #frames} comes next.
     *
     * @param buffer         to write to.
     * @param offset         of the message in bytes.
     * @param term           of the sender.
     * @param prevLogIndex   index before the first entry.
     * @param prevLogTerm    its term.
     * @param commitIndex    that the leader tells.
     * @param leaderTimeNs   to be echoed.
     * @param fragmentOffset of the bytes in the first entry's frame.
     */
    public void appendEntries(
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
            .senderId(memberId)
            .clusterId(clusterId)
            .term(term)
            .prevLogIndex(prevLogIndex)
            .prevLogTerm(prevLogTerm)
            .commitIndex(commitIndex)
            .leaderTimeNs(leaderTimeNs)
            .fragmentOffset(fragmentOffset);
    }

    /**
     * Write the frames behind the fields of {@link #appendEntries}, and the checksum of these.
     *
     * @param frames copied.
     * @param offset of the frames in bytes.
     * @param length of the frames in bytes.
     */
    public void frames(final DirectBuffer frames, final int offset, final int length)
    {
        appendEntries.putFrames(frames, offset, length);
        checksum.seal(
            appendEntries.buffer(), appendEntries.offset() - WireHeader.LENGTH, APPEND_ENTRIES_HEADER_LENGTH);
    }

    /**
     * Write an append response.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param term          of the sender.
     * @param matchIndex    verified and durable.
     * @param appendedIndex verified.
     * @param leaderTimeNs  to be echoed.
     * @param rejectedIndex previous index that did not match, or -1.
     * @param hintIndex     largest index worth trying.
     * @param hintTerm      its term.
     */
    public void appendResponse(
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
            .senderId(memberId)
            .clusterId(clusterId)
            .term(term)
            .matchIndex(matchIndex)
            .appendedIndex(appendedIndex)
            .leaderTimeNs(leaderTimeNs)
            .rejectedIndex(rejectedIndex)
            .hintIndex(hintIndex)
            .hintTerm(hintTerm);
        checksum.seal(buffer, offset, APPEND_RESPONSE_LENGTH);
    }

    /**
     * Write a request for entries.
     *
     * @param buffer      to write to.
     * @param offset      of the message in bytes.
     * @param repairId    random, echoed.
     * @param afterIndex  of the entry before the lost ones.
     * @param afterTerm   its term.
     * @param untilIndex  of the last lost entry, or the one behind it.
     * @param untilTerm   its term.
     * @param index       of the first entry wanted now.
     * @param frameOffset of the first byte wanted in its frame.
     */
    public void entriesRequest(
        final MutableDirectBuffer buffer,
        final int offset,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        entriesRequest.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .repairId(repairId)
            .afterIndex(afterIndex)
            .afterTerm(afterTerm)
            .untilIndex(untilIndex)
            .untilTerm(untilTerm)
            .index(index)
            .frameOffset(frameOffset);
        checksum.seal(buffer, offset, ENTRIES_REQUEST_LENGTH);
    }

    /**
     * Write an answer to a request for entries.
     *
     * @param buffer       to write to.
     * @param offset       of the message in bytes.
     * @param repairId     of the request.
     * @param index        of the request.
     * @param frameOffset  of the request.
     * @param status       what the sender has.
     * @param frames       copied.
     * @param framesOffset of the frames in bytes.
     * @param framesLength of the frames in bytes.
     */
    public void entriesResponse(
        final MutableDirectBuffer buffer,
        final int offset,
        final long repairId,
        final long index,
        final int frameOffset,
        final EntriesStatus status,
        final DirectBuffer frames,
        final int framesOffset,
        final int framesLength)
    {
        entriesResponse.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .repairId(repairId)
            .index(index)
            .frameOffset(frameOffset)
            .framesChecksum(checksum.ofFrames(frames, framesOffset, framesLength))
            .status(status)
            .putFrames(frames, framesOffset, framesLength);
        checksum.seal(buffer, offset, ENTRIES_RESPONSE_HEADER_LENGTH);
    }

    /**
     * Write the offer of a snapshot.
     *
     * @param buffer           to write to.
     * @param offset           of the message in bytes.
     * @param term             of the sender.
     * @param leaderTimeNs     to be echoed.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param manifestLength   in bytes.
     * @param snapshotLength   of all bytes.
     */
    public void snapshotOffer(
        final MutableDirectBuffer buffer,
        final int offset,
        final long term,
        final long leaderTimeNs,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final int manifestLength,
        final long snapshotLength)
    {
        snapshotOffer.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .term(term)
            .leaderTimeNs(leaderTimeNs)
            .snapshotIndex(snapshotIndex)
            .snapshotTerm(snapshotTerm)
            .snapshotLength(snapshotLength)
            .snapshotChecksum(snapshotChecksum)
            .manifestLength(manifestLength);
        checksum.seal(buffer, offset, SNAPSHOT_OFFER_LENGTH);
    }

    /**
     * Write a request for bytes of a snapshot.
     *
     * @param buffer           to write to.
     * @param offset           of the message in bytes.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param snapshotOffset   of the first byte wanted.
     * @param length           bytes wanted.
     */
    public void snapshotRequest(
        final MutableDirectBuffer buffer,
        final int offset,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final int length)
    {
        snapshotRequest.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .snapshotIndex(snapshotIndex)
            .snapshotTerm(snapshotTerm)
            .snapshotOffset(snapshotOffset)
            .snapshotChecksum(snapshotChecksum)
            .length(length);
        checksum.seal(buffer, offset, SNAPSHOT_REQUEST_LENGTH);
    }

    /**
     * Write the digest of a state.
     *
     * @param buffer to write to.
     * @param offset of the message in bytes.
     * @param index  of the checkpoint.
     * @param digest of the state there.
     */
    public void stateDigest(final MutableDirectBuffer buffer, final int offset, final long index, final long digest)
    {
        stateDigest.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .index(index)
            .digest(digest);
        checksum.seal(buffer, offset, STATE_DIGEST_LENGTH);
    }

    /**
     * Write a chunk of a snapshot.
     *
     * @param buffer           to write to.
     * @param offset           of the message in bytes.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param snapshotOffset   of the first byte.
     * @param bytes            copied.
     * @param bytesOffset      of the bytes.
     * @param bytesLength      of the bytes.
     */
    public void snapshotChunk(
        final MutableDirectBuffer buffer,
        final int offset,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final DirectBuffer bytes,
        final int bytesOffset,
        final int bytesLength)
    {
        snapshotChunk.wrapAndApplyHeader(buffer, offset, header)
            .senderId(memberId)
            .clusterId(clusterId)
            .snapshotIndex(snapshotIndex)
            .snapshotTerm(snapshotTerm)
            .snapshotOffset(snapshotOffset)
            .snapshotChecksum(snapshotChecksum)
            .bytesChecksum(checksum.ofFrames(bytes, bytesOffset, bytesLength))
            .putBytes(bytes, bytesOffset, bytesLength);
        checksum.seal(buffer, offset, SNAPSHOT_CHUNK_HEADER_LENGTH);
    }

    private static BooleanType flag(final boolean value)
    {
        return value ? BooleanType.TRUE : BooleanType.FALSE;
    }
}
