package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotContent;

/**
 * Who is offered which snapshot, what becomes of one that was installed, and which entries must stay for it (paper 7,
 * thesis 5.1). How the bytes travel is not of these rules.
 */
public final class SnapshotRules
{
    /** Returned by {@link #pinnedIndex()} when no peer needs a snapshot. */
    public static final long NOT_PINNED = Long.MAX_VALUE;

    private final RaftState state;
    private final RaftLog log;
    private final Membership membership;
    private final PeerOutbox[] outboxes;
    private final FollowerRules follower;
    private final LeaderRules leader;
    private final Invariants invariants;
    private final WantedSnapshot wanted = new WantedSnapshot();
    private final long offerIntervalNs;
    private final long pinTimeoutNs;
    private SnapshotContent newest;
    private long installedCount;

    SnapshotRules(
        final RaftConfig config,
        final RaftState state,
        final RaftLog log,
        final FollowerRules follower,
        final LeaderRules leader,
        final Membership membership,
        final Invariants invariants)
    {
        this.state = state;
        this.log = log;
        this.follower = follower;
        this.leader = leader;
        this.membership = membership;
        this.invariants = invariants;
        outboxes = leader.outboxes();
        offerIntervalNs = config.heartbeatIntervalNs();
        pinTimeoutNs = config.snapshotPinTimeoutNs();
    }

    /** Offers are repeated like heartbeats: they or their answers may be lost. */
    void onTick()
    {
        if (state.role == RaftRole.LEADER && newest != null)
        {
            for (int slot = 0; slot < outboxes.length; slot++)
            {
                final Progress peer = leader.replication().progress(slot);
                if (peer.state == ProgressState.SNAPSHOT && slot != membership.selfSlot())
                {
                    offer(peer, outboxes[slot]);
                }
            }
        }
    }

    private void offer(final Progress peer, final PeerOutbox outbox)
    {
        final boolean isOver = state.nowNs - peer.offeredNs >= pinTimeoutNs;
        final boolean isHeard = peer.contactNs - peer.offeredNs > 0;
        // An offered one that is damaged counts no more. In the end, who is there still is offered another.
        if (peer.offered == null || peer.offered.id().index() > newest.id().index() || (isOver && isHeard))
        {
            peer.offered = newest;
            peer.offeredNs = state.nowNs;
            peer.offerSentNs = state.nowNs - offerIntervalNs;
        }
        if (state.nowNs - peer.offerSentNs >= offerIntervalNs)
        {
            peer.offerSentNs = state.nowNs;
            outbox.offer(peer.offered);
        }
    }

    /**
     * This member has published a snapshot, its own or another member's.
     *
     * @param content of the newest that is published here, null when none can be given away any more.
     */
    public void onPublished(final SnapshotContent content)
    {
        newest = content;
    }

    /**
     * The newest snapshot that this member can give away.
     *
     * @return its name, null when there is none.
     */
    public SnapshotContent newest()
    {
        return newest;
    }

    /**
     * A leader offers a snapshot.
     *
     * @param senderId       of the leader.
     * @param term           of the leader.
     * @param leaderTimeNs   to echo.
     * @param index          last entry in the snapshot.
     * @param snapshotTerm   its term.
     * @param checksum       of the manifest.
     * @param manifestLength of the manifest in bytes.
     * @param length         of all bytes.
     */
    public void onOffer(
        final int senderId,
        final long term,
        final long leaderTimeNs,
        final long index,
        final long snapshotTerm,
        final long checksum,
        final int manifestLength,
        final long length)
    {
        final int slot = membership.slotOf(senderId);
        // A leader has no entries of a later term than its own.
        if (slot != Membership.NULL_SLOT && slot != membership.selfSlot() && snapshotTerm <= term)
        {
            if (follower.onSnapshotOffer(slot, term, leaderTimeNs, index, snapshotTerm))
            {
                wanted.set(senderId, index, snapshotTerm, checksum, manifestLength, length);
            }
            invariants.check();
        }
    }

    /**
     * What a leader would have this member install.
     *
     * @return the offer.
     */
    public WantedSnapshot wanted()
    {
        return wanted;
    }

    /**
     * Whether a snapshot would bring this member further. A leader has all that is committed in its log.
     *
     * @param index last entry in the snapshot.
     * @return false when it is to be left alone.
     */
    public boolean isNews(final long index)
    {
        return state.role != RaftRole.LEADER && index > state.commitIndex;
    }

    /**
     * A snapshot that another member gave is published here, and its state is in place: go on behind it. Where the log
     * has its last entry what follows stays; where it has another one, or none, all of the log goes (paper 7, figure
     * 13).
     *
     * @param index         last entry in the snapshot, of which {@link #isNews} has held in this duty cycle.
     * @param term          its term.
     * @param clusterTimeNs timestamp of that entry, ns since the epoch.
     */
    public void onInstalled(final long index, final long term, final long clusterTimeNs)
    {
        if (!isNews(index))
        {
            invariants.fail("installed a snapshot that is no news, index=" + index);
        }
        if (log.termAt(index) != term)
        {
            reset(index, term);
        }
        state.onInstalled(index, clusterTimeNs);
        installedCount++;
        follower.onInstalled(index);
        invariants.check();
    }

    private void reset(final long index, final long term)
    {
        if (index <= state.verifiedIndex)
        {
            invariants.fail("snapshot of term=" + term + " conflicts with what the leader sent at index=" + index);
        }
        if (state.role != RaftRole.FOLLOWER)
        {
            // What it stood with is gone. The vote stays.
            leader.roles().becomeFollower(state.term, RaftState.NULL_MEMBER);
        }
        log.reset(index, term);
        state.durableIndex = Math.min(state.durableIndex, log.syncedIndex());
    }

    /**
     * Snapshots of other members that were installed.
     *
     * @return number since the start.
     */
    public long installedCount()
    {
        return installedCount;
    }

    /**
     * Entries behind this one must stay in the log: a peer that installs the snapshot it ends with goes on from there.
     * Nothing is pinned for longer than {@link RaftConfig#snapshotPinTimeoutNs()} by one offer.
     *
     * @return log index, {@link #NOT_PINNED} for none.
     */
    public long pinnedIndex()
    {
        long index = NOT_PINNED;
        if (state.role == RaftRole.LEADER)
        {
            for (int slot = 0; slot < outboxes.length; slot++)
            {
                final Progress peer = leader.replication().progress(slot);
                if (peer.offered != null && state.nowNs - peer.offeredNs < pinTimeoutNs)
                {
                    index = Math.min(index, peer.offered.id().index());
                }
            }
        }
        return index;
    }
}
