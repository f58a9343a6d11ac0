package io.balsa.consensus.core;

import io.balsa.consensus.port.SnapshotContent;

/**
 * What is to be sent to one peer. Raft's messages are idempotent and its acks cumulative, so there is at most one of a
 * kind: a newer one takes the place of an older one, and the whole is bounded by construction. The sender clears
 * what the transport has taken.
 */
public final class PeerOutbox
{
    private final int peerId;
    private final VoteAnswer vote = new VoteAnswer();
    private final VoteAnswer preVote = new VoteAnswer();
    private final EntriesRequest entriesRequest = new EntriesRequest();
    private boolean isVoteRequestPending;
    private boolean isHeartbeatPending;
    private boolean isAppendResponsePending;
    private SnapshotContent snapshotOffer;
    private long leaderTimeNs;
    private long rejectedIndex;
    private long hintIndex;
    private long hintTerm;

    PeerOutbox(final int peerId)
    {
        this.peerId = peerId;
        clear();
    }

    /**
     * Answer to a vote request or its trial.
     */
    public static final class VoteAnswer
    {
        private boolean isPending;
        private boolean isGranted;
        private long requestTerm;

        private VoteAnswer()
        {
        }

        void set(final long newRequestTerm, final boolean newIsGranted)
        {
            isPending = true;
            requestTerm = newRequestTerm;
            isGranted = newIsGranted;
        }

        /**
         * Whether there is an answer to send.
         *
         * @return true if so.
         */
        public boolean isPending()
        {
            return isPending;
        }

        /**
         * Whether the answer is yes.
         *
         * @return true if so.
         */
        public boolean isGranted()
        {
            return isGranted;
        }

        /**
         * Term of the request.
         *
         * @return the term.
         */
        public long requestTerm()
        {
            return requestTerm;
        }

        /** The answer was sent. */
        public void onSent()
        {
            isPending = false;
        }
    }

    /** Forget all that Raft says: nothing said in an earlier term may be sent in a later one. */
    void clear()
    {
        cancelRequests();
        vote.onSent();
        preVote.onSent();
        clearAppendResponse();
        leaderTimeNs = 0;
    }

    void requestVote()
    {
        isVoteRequestPending = true;
    }

    /** What was said in the former role: one that leads no longer sends no heartbeat. */
    void cancelRequests()
    {
        isVoteRequestPending = false;
        isHeartbeatPending = false;
        snapshotOffer = null;
    }

    void offer(final SnapshotContent content)
    {
        snapshotOffer = content;
    }

    void heartbeat()
    {
        isHeartbeatPending = true;
    }

    void acknowledge()
    {
        isAppendResponsePending = true;
    }

    void acknowledge(final long newLeaderTimeNs)
    {
        isAppendResponsePending = true;
        leaderTimeNs(newLeaderTimeNs);
    }

    void leaderTimeNs(final long newLeaderTimeNs)
    {
        // By difference: the leader's clock may be negative, and 0 stands for none.
        if (leaderTimeNs == 0 || newLeaderTimeNs - leaderTimeNs > 0)
        {
            leaderTimeNs = newLeaderTimeNs;
        }
    }

    void reject(final long newRejectedIndex, final long newHintIndex, final long newHintTerm)
    {
        isAppendResponsePending = true;
        rejectedIndex = newRejectedIndex;
        hintIndex = newHintIndex;
        hintTerm = newHintTerm;
    }

    /**
     * Whom this is for.
     *
     * @return member id.
     */
    public int peerId()
    {
        return peerId;
    }

    /**
     * The answer to the newest vote request of this peer.
     *
     * @return the answer.
     */
    public VoteAnswer vote()
    {
        return vote;
    }

    /**
     * The answer to the newest trial vote request of this peer.
     *
     * @return the answer.
     */
    public VoteAnswer preVote()
    {
        return preVote;
    }

    /**
     * The newest request of this peer for entries that its log has lost. No term has to do with it.
     *
     * @return the request.
     */
    public EntriesRequest entriesRequest()
    {
        return entriesRequest;
    }

    /**
     * Whether this peer is to be asked for its vote, or in a trial whether it would give it.
     *
     * @return true if so.
     */
    public boolean isVoteRequestPending()
    {
        return isVoteRequestPending;
    }

    /** The vote request was sent. */
    public void onVoteRequestSent()
    {
        isVoteRequestPending = false;
    }

    /**
     * Whether this peer is to get a heartbeat.
     *
     * @return true if so.
     */
    public boolean isHeartbeatPending()
    {
        return isHeartbeatPending;
    }

    /** The heartbeat was sent. */
    public void onHeartbeatSent()
    {
        isHeartbeatPending = false;
    }

    /**
     * What this peer is to be offered.
     *
     * @return the snapshot, null for none.
     */
    public SnapshotContent snapshotOffer()
    {
        return snapshotOffer;
    }

    /** The offer was sent. */
    public void onSnapshotOfferSent()
    {
        snapshotOffer = null;
    }

    /**
     * Whether this peer is to be told what this member's log holds.
     *
     * @return true if so.
     */
    public boolean isAppendResponsePending()
    {
        return isAppendResponsePending;
    }

    /**
     * Newest time of the leader to echo.
     *
     * @return ns of the leader's clock, 0 when none was heard in this term.
     */
    public long leaderTimeNs()
    {
        return leaderTimeNs;
    }

    /**
     * The previous index that did not match.
     *
     * @return the index, -1 for none.
     */
    public long rejectedIndex()
    {
        return rejectedIndex;
    }

    /**
     * The largest index worth trying after a rejection.
     *
     * @return the index.
     */
    public long hintIndex()
    {
        return hintIndex;
    }

    /**
     * Term of the entry at {@link #hintIndex()}.
     *
     * @return the term.
     */
    public long hintTerm()
    {
        return hintTerm;
    }

    /** The response was sent. */
    public void onAppendResponseSent()
    {
        clearAppendResponse();
    }

    private void clearAppendResponse()
    {
        isAppendResponsePending = false;
        rejectedIndex = -1;
        hintIndex = 0;
        hintTerm = 0;
    }
}
