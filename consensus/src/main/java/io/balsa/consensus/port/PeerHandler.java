package io.balsa.consensus.port;

import io.balsa.codecs.wire.EntriesStatus;
import org.agrona.DirectBuffer;

/**
 * Takes the messages of peers. The transport has checked length, schema, cluster id and that the sender is a configured
 * peer; it has checked nothing that Raft is about.
 */
public interface PeerHandler
{
    /**
     * A candidate asks for a vote (paper 5.2), or would like to know whether it would get one (thesis 9.6).
     *
     * @param senderId     of the candidate.
     * @param term         it stands for.
     * @param lastLogIndex of its log.
     * @param lastLogTerm  of its log.
     * @param isPreVote    true for the trial.
     */
    void onVoteRequest(int senderId, long term, long lastLogIndex, long lastLogTerm, boolean isPreVote);

    /**
     * The answer to a vote request.
     *
     * @param senderId    of the voter.
     * @param term        current term of the voter.
     * @param requestTerm of the request that is answered.
     * @param isPreVote   true for the trial.
     * @param isGranted   true for yes.
     */
    void onVoteResponse(int senderId, long term, long requestTerm, boolean isPreVote, boolean isGranted);

    /**
     * A leader shows that it is alive.
     *
     * @param senderId     of the leader.
     * @param term         of the leader.
     * @param commitIndex  at most the index that the leader knows to match here.
     * @param leaderTimeNs to echo.
     */
    void onHeartbeat(int senderId, long term, long commitIndex, long leaderTimeNs);

    /**
     * A leader replicates entries (paper 5.3).
     *
     * @param senderId       of the leader.
     * @param term           of the leader.
     * @param prevLogIndex   index before the first entry.
     * @param prevLogTerm    its term.
     * @param commitIndex    of the leader.
     * @param leaderTimeNs   to echo.
     * @param fragmentOffset bytes of the first entry's frame that earlier messages carried.
     * @param frames         borrowed for the call.
     * @param offset         of the frames in bytes.
     * @param length         of the frames in bytes.
     * @return false when the log cannot take the entries now: the transport delivers the same message again in a later
     * duty cycle, before any other that this sender has sent on its log stream.
     */
    boolean onAppendEntries(
        int senderId,
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
     * A follower answers a heartbeat or entries.
     *
     * @param senderId      of the follower.
     * @param term          current term of the follower.
     * @param matchIndex    verified against this leader's log in this term, and durable.
     * @param appendedIndex verified against this leader's log in this term.
     * @param leaderTimeNs  echo of the newest one received in this term, or 0.
     * @param rejectedIndex previous index that did not match, or -1.
     * @param hintIndex     largest index worth trying, where rejected.
     * @param hintTerm      its term, where rejected.
     */
    void onAppendResponse(
        int senderId,
        long term,
        long matchIndex,
        long appendedIndex,
        long leaderTimeNs,
        long rejectedIndex,
        long hintIndex,
        long hintTerm);

    /**
     * A peer whose log is damaged asks for entries that it has lost. Who has the entry at {@code untilIndex} with its
     * term has all before it too, and they are the same (paper 5.3, log matching). Ignored by who repairs its own log.
     *
     * @param senderId    of the peer.
     * @param repairId    random, echoed.
     * @param afterIndex  of the entry before the lost ones.
     * @param afterTerm   its term.
     * @param untilIndex  of the last lost entry, or the one behind it.
     * @param untilTerm   its term.
     * @param index       of the first entry wanted now.
     * @param frameOffset of the first byte wanted in its frame; 0 or more.
     */
    default void onEntriesRequest(
        final int senderId,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
    }

    /**
     * A peer answers {@link #onEntriesRequest}. Ignored by who has asked for nothing.
     *
     * @param senderId    of the peer.
     * @param repairId    of the request.
     * @param index       of the request.
     * @param frameOffset of the request.
     * @param status      what the peer has.
     * @param frames      whole frames from the index on, or a piece of the first one; borrowed for the call. May go on
     *                    behind {@code untilIndex}. Their checksums have not been looked at.
     * @param offset      of the bytes.
     * @param length      of the bytes; more than 0 if and only if the status is {@link EntriesStatus#FRAMES}.
     */
    default void onEntriesResponse(
        final int senderId,
        final long repairId,
        final long index,
        final int frameOffset,
        final EntriesStatus status,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
    }

    /**
     * A leader has removed entries from its log that this member needs, and has a snapshot in their place (paper 7).
     *
     * @param senderId         of the leader.
     * @param term             of the leader.
     * @param leaderTimeNs     to echo.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param manifestLength   of the manifest in bytes.
     * @param snapshotLength   of all bytes, the manifest among them.
     */
    default void onSnapshotOffer(
        final int senderId,
        final long term,
        final long leaderTimeNs,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final int manifestLength,
        final long snapshotLength)
    {
    }

    /**
     * A peer tells what it has made of the log up to a checkpoint. No term has to do with it: it is committed.
     *
     * @param senderId of the peer.
     * @param index    of the checkpoint; 1 or more.
     * @param digest   of the peer's state there.
     */
    default void onStateDigest(final int senderId, final long index, final long digest)
    {
    }

    /**
     * A peer asks for bytes of a snapshot. No term has to do with it: what is in a snapshot is committed.
     *
     * @param senderId         of the peer.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param snapshotOffset   of the first byte wanted; 0 or more.
     * @param length           bytes wanted; 1 or more.
     */
    default void onSnapshotRequest(
        final int senderId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final int length)
    {
    }

    /**
     * A peer gives bytes of a snapshot. Their checksum was looked at.
     *
     * @param senderId         of the peer.
     * @param snapshotIndex    last entry in the snapshot.
     * @param snapshotTerm     its term.
     * @param snapshotChecksum of the manifest.
     * @param snapshotOffset   of the first byte; 0 or more.
     * @param bytes            borrowed for the call.
     * @param offset           of the bytes.
     * @param length           of the bytes; 0: the peer does not have this snapshot.
     * @return false when they cannot be taken now: the transport delivers the same message again in a later duty cycle,
     * before any other that this sender has sent on its snapshot stream.
     */
    default boolean onSnapshotChunk(
        final int senderId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        return true;
    }
}
