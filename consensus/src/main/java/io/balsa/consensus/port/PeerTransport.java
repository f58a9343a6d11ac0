package io.balsa.consensus.port;

import io.balsa.codecs.wire.EntriesStatus;
import org.agrona.DirectBuffer;

/**
 * Links to the other members. Messages may be lost, delayed, repeated and reordered: Raft copes. No call waits; a
 * message that cannot leave now is refused with a code and the caller comes back in a later duty cycle. A peer that
 * is away or slow never affects another.
 */
public interface PeerTransport extends AutoCloseable
{
    /** The message is on its way. */
    int SENT = 1;

    /** The link is full; try again in a later duty cycle. */
    int BACK_PRESSURED = 0;

    /** Nobody listens at the other end; try again later. */
    int NOT_CONNECTED = -1;

    /**
     * Move bytes between the cycle and the network: whatever must be driven from the duty cycle (client conductor,
     * invoked media driver) is driven here. Called at the start of each duty cycle.
     *
     * @param nowNs monotonic time.
     * @return work count: 0 when nothing but signs of life was moved.
     */
    int doWork(long nowNs);

    /**
     * Let leave what was sent in this duty cycle, to peers and to clients. Called at its end.
     */
    void flush();

    /**
     * Deliver messages that have arrived.
     *
     * @param handler       to call.
     * @param fragmentLimit most fragments to take.
     * @return work count: fragments taken of those that carry entries. Signs of life and answers count for nothing, so
     * that a member that has nothing else is idle; what they cause counts where it is done.
     */
    int poll(PeerHandler handler, int fragmentLimit);

    /**
     * The most bytes of frames that one {@link #sendAppendEntries} or {@link #sendEntriesResponse} takes.
     *
     * @return length in bytes, a multiple of {@link EntryFrame#ALIGNMENT} and longer than an entry header.
     */
    int framesLengthMax();

    /**
     * Send {@link PeerHandler#onVoteRequest}.
     *
     * @param peerId       to send to.
     * @param term         stood for.
     * @param lastLogIndex of the sender.
     * @param lastLogTerm  of the sender.
     * @param isPreVote    true for the trial.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendVoteRequest(int peerId, long term, long lastLogIndex, long lastLogTerm, boolean isPreVote);

    /**
     * Send {@link PeerHandler#onVoteResponse}.
     *
     * @param peerId      to send to.
     * @param term        of the voter.
     * @param requestTerm of the request answered.
     * @param isPreVote   true for the trial.
     * @param isGranted   true for yes.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendVoteResponse(int peerId, long term, long requestTerm, boolean isPreVote, boolean isGranted);

    /**
     * Send {@link PeerHandler#onHeartbeat}.
     *
     * @param peerId       to send to.
     * @param term         of the leader.
     * @param commitIndex  at most the index known to match there.
     * @param leaderTimeNs to be echoed.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendHeartbeat(int peerId, long term, long commitIndex, long leaderTimeNs);

    /**
     * Send {@link PeerHandler#onAppendEntries}.
     *
     * @param peerId         to send to.
     * @param term           of the leader.
     * @param prevLogIndex   index before the first entry.
     * @param prevLogTerm    its term.
     * @param commitIndex    of the leader.
     * @param leaderTimeNs   to be echoed.
     * @param fragmentOffset of the bytes in the first entry's frame.
     * @param frames         copied before the call returns.
     * @param offset         of the bytes.
     * @param length         of the bytes, at most {@link #framesLengthMax()}.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendAppendEntries(
        int peerId,
        long term,
        long prevLogIndex,
        long prevLogTerm,
        long commitIndex,
        long leaderTimeNs,
        int fragmentOffset,
        DirectBuffer frames,
        int offset,
        int length);

    /**
     * Send {@link PeerHandler#onAppendResponse}.
     *
     * @param peerId        to send to.
     * @param term          of the follower.
     * @param matchIndex    verified and durable.
     * @param appendedIndex verified.
     * @param leaderTimeNs  echo.
     * @param rejectedIndex previous index that did not match, or -1.
     * @param hintIndex     largest index worth trying.
     * @param hintTerm      its term.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendAppendResponse(
        int peerId,
        long term,
        long matchIndex,
        long appendedIndex,
        long leaderTimeNs,
        long rejectedIndex,
        long hintIndex,
        long hintTerm);

    /**
     * Send {@link PeerHandler#onEntriesRequest}.
     *
     * @param peerId      to send to.
     * @param repairId    random, echoed.
     * @param afterIndex  of the entry before the lost ones.
     * @param afterTerm   its term.
     * @param untilIndex  of the last lost entry, or the one behind it.
     * @param untilTerm   its term.
     * @param index       of the first entry wanted now.
     * @param frameOffset of the first byte wanted in its frame.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendEntriesRequest(
        int peerId,
        long repairId,
        long afterIndex,
        long afterTerm,
        long untilIndex,
        long untilTerm,
        long index,
        int frameOffset);

    /**
     * Send {@link PeerHandler#onEntriesResponse}, on the way that entries in bulk take.
     *
     * @param peerId      to send to.
     * @param repairId    of the request.
     * @param index       of the request.
     * @param frameOffset of the request.
     * @param status      what this member has.
     * @param frames      copied before the call returns.
     * @param offset      of the bytes.
     * @param length      of the bytes, at most {@link #framesLengthMax()}; 0 unless there are frames.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendEntriesResponse(
        int peerId,
        long repairId,
        long index,
        int frameOffset,
        EntriesStatus status,
        DirectBuffer frames,
        int offset,
        int length);

    /**
     * The most bytes that one {@link #sendSnapshotChunk} takes.
     *
     * @return length in bytes, more than 0.
     */
    int chunkLengthMax();

    /**
     * Send {@link PeerHandler#onSnapshotOffer}.
     *
     * @param peerId           to send to.
     * @param term             of the leader.
     * @param leaderTimeNs     to be echoed.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param manifestLength   of the manifest in bytes.
     * @param snapshotLength   of all bytes, the manifest among them.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendSnapshotOffer(
        int peerId,
        long term,
        long leaderTimeNs,
        long snapshotIndex,
        long snapshotTerm,
        long snapshotChecksum,
        int manifestLength,
        long snapshotLength);

    /**
     * Send {@link PeerHandler#onStateDigest}.
     *
     * @param peerId to send to.
     * @param index  of the checkpoint.
     * @param digest of the sender's state there.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendStateDigest(int peerId, long index, long digest);

    /**
     * Send {@link PeerHandler#onSnapshotRequest}.
     *
     * @param peerId           to send to.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param snapshotOffset   of the first byte wanted.
     * @param length           bytes wanted.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendSnapshotRequest(
        int peerId, long snapshotIndex, long snapshotTerm, long snapshotChecksum, long snapshotOffset, int length);

    /**
     * Send {@link PeerHandler#onSnapshotChunk}, on a way of its own that delays nothing else.
     *
     * @param peerId           to send to.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param snapshotOffset   of the first byte.
     * @param bytes            copied before the call returns.
     * @param offset           of the bytes.
     * @param length           of the bytes, at most {@link #chunkLengthMax()}; 0 to say that the snapshot is not held.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    int sendSnapshotChunk(
        int peerId,
        long snapshotIndex,
        long snapshotTerm,
        long snapshotChecksum,
        long snapshotOffset,
        DirectBuffer bytes,
        int offset,
        int length);

    /** Close the links. */
    @Override
    void close();
}
