package io.balsa.consensus.core;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;
import org.agrona.DirectBuffer;

/**
 * What a member does with the messages of a leader (paper, figure 2: AppendEntries RPC).
 */
final class FollowerRules
{
    private final RaftState state;
    private final RaftLog log;
    private final Membership membership;
    private final PeerOutbox[] outboxes;
    private final RoleRules roles;
    private final ElectionDeadline deadline;
    private final Invariants invariants;
    private final FrameScan scan;
    private long malformedCount;
    private long fragmentTerm;
    private int fragmentedLength;
    /** Where the header of a long frame, unverified, says that the log conflicts; 0 for nowhere. */
    private long claimedConflictIndex;
    private long claimedConflictTerm;

    FollowerRules(
        final RaftState state,
        final RaftLog log,
        final Membership membership,
        final PeerOutbox[] outboxes,
        final RoleRules roles,
        final ElectionDeadline deadline,
        final Invariants invariants)
    {
        this.state = state;
        this.log = log;
        this.membership = membership;
        this.outboxes = outboxes;
        this.roles = roles;
        this.deadline = deadline;
        this.invariants = invariants;
        this.scan = new FrameScan(log);
    }

    long malformedCount()
    {
        return malformedCount;
    }

    void onHeartbeat(final int slot, final long term, final long commitIndex, final long leaderTimeNs)
    {
        if (acceptLeader(slot, term))
        {
            commitTo(commitIndex);
            outboxes[slot].acknowledge(leaderTimeNs);
        }
    }

    boolean onAppendEntries(
        final int slot,
        final long term,
        final long prevLogIndex,
        final long prevLogTerm,
        final long commitIndex,
        final int fragmentOffset,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        if (!acceptLeader(slot, term))
        {
            return true;
        }
        if (!isMatching(prevLogIndex, prevLogTerm))
        {
            if (prevLogIndex == claimedConflictIndex && prevLogTerm == claimedConflictTerm)
            {
                truncate(prevLogIndex);
            }
            reject(slot, prevLogIndex, prevLogTerm);
            return true;
        }
        verifyTo(prevLogIndex);
        boolean isTaken = true;
        final long lastIndex = log.lastIndex();
        if (length > 0)
        {
            isTaken = takeFrames(prevLogIndex, prevLogTerm, fragmentOffset, frames, offset, length);
        }
        commitTo(commitIndex);
        if (isTaken && log.lastIndex() == lastIndex)
        {
            // Nothing new to be made durable: the answer need not wait for a sync.
            outboxes[slot].acknowledge();
        }
        return isTaken;
    }

    /**
     * Paper 7, figure 13: what is here already is not installed again, and what follows it stays.
     *
     * @return true when the snapshot is needed.
     */
    boolean onSnapshotOffer(
        final int slot,
        final long term,
        final long leaderTimeNs,
        final long snapshotIndex,
        final long snapshotTerm)
    {
        if (!acceptLeader(slot, term))
        {
            return false;
        }
        outboxes[slot].acknowledge(leaderTimeNs);
        if (!isMatching(snapshotIndex, snapshotTerm))
        {
            return true;
        }
        verifyTo(snapshotIndex);
        commitTo(snapshotIndex);
        return false;
    }

    /** What is in a snapshot is committed, so it is in the log of every leader to come. */
    void onInstalled(final long snapshotIndex)
    {
        verifyTo(snapshotIndex);
        onDurable();
    }

    /** The log is durable further than before: tell the leader. */
    void onDurable()
    {
        if (state.role == RaftRole.FOLLOWER && state.leaderId != RaftState.NULL_MEMBER)
        {
            leaderOutbox().acknowledge();
        }
    }

    private PeerOutbox leaderOutbox()
    {
        return outboxes[membership.slotOf(state.leaderId)];
    }

    private boolean acceptLeader(final int slot, final long term)
    {
        if (term < state.term)
        {
            // Paper 5.1: the answer carries the present term and so frees a leader or member that is behind.
            outboxes[slot].acknowledge();
            return false;
        }
        final int leaderId = membership.memberId(slot);
        if (term == state.term)
        {
            invariants.checkLeader(leaderId);
        }
        roles.becomeFollower(term, leaderId);
        state.leaderContactNs = state.nowNs;
        state.hasLeaderContact = true;
        deadline.restart(state.nowNs);
        return true;
    }

    private boolean isMatching(final long prevLogIndex, final long prevLogTerm)
    {
        // What is committed is the same everywhere (paper, figure 3: leader completeness).
        return prevLogIndex <= state.commitIndex ||
            (prevLogIndex <= log.lastIndex() && log.termAt(prevLogIndex) == prevLogTerm);
    }

    private void reject(final int slot, final long prevLogIndex, final long prevLogTerm)
    {
        final long from = Math.min(prevLogIndex, log.lastIndex());
        final long hintIndex = log.floorIndex(from, prevLogTerm);
        outboxes[slot].reject(prevLogIndex, hintIndex, log.termAt(hintIndex));
    }

    private boolean takeFrames(
        final long prevLogIndex,
        final long prevLogTerm,
        final int fragmentOffset,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        final boolean isPiece = fragmentOffset > 0 ||
            (length >= EntryFrame.HEADER_LENGTH &&
            EntryFrame.alignedLength(EntryFrame.frameLength(frames, offset)) > length);
        if (isPiece)
        {
            return takeFragment(prevLogIndex, prevLogTerm, fragmentOffset, frames, offset, length);
        }
        if (!scan.scan(prevLogIndex, prevLogTerm, state.term, frames, offset, length))
        {
            malformedCount++;
            return true;
        }
        // Headers say that entries are the same, or that they conflict: neither is believed before checksums hold.
        final boolean isNews = scan.newFromIndex() - 1 > state.verifiedIndex || scan.conflictIndex() > 0;
        if (isNews && !log.verify(frames, offset, length))
        {
            malformedCount++;
            return true;
        }
        if (scan.conflictIndex() > 0)
        {
            truncate(scan.conflictIndex());
        }
        verifyTo(scan.newFromIndex() - 1);
        final int knownLength = scan.newFromOffset() - offset;
        return knownLength == length ||
            onAppended(log.append(frames, scan.newFromOffset(), length - knownLength), scan.lastIndex());
    }

    /**
     * One piece of a long frame. An entry that is here already is skipped: the first piece holds the header, and only
     * with it is anything decided.
     */
    private boolean takeFragment(
        final long prevLogIndex,
        final long prevLogTerm,
        final int fragmentOffset,
        final DirectBuffer fragment,
        final int offset,
        final int length)
    {
        final long index = prevLogIndex + 1;
        if (fragmentOffset == 0 && !scan.isHeaderValid(index, prevLogTerm, state.term, fragment, offset))
        {
            malformedCount++;
            return true;
        }
        if (index <= log.lastIndex())
        {
            if (fragmentOffset == 0)
            {
                compare(index, EntryFrame.term(fragment, offset));
            }
            return true;
        }
        if (fragmentOffset == 0)
        {
            fragmentTerm = state.term;
            fragmentedLength = EntryFrame.frameLength(fragment, offset);
        }
        else if (fragmentTerm != state.term)
        {
            // The first piece went to another leader's entry, or never came.
            return true;
        }
        final long lastIndex = log.appendFragment(index, fragmentedLength, fragmentOffset, fragment, offset, length);
        return lastIndex == prevLogIndex || onAppended(lastIndex, index);
    }

    /**
     * The first piece of an entry that is here already. Its checksum cannot be checked before the last piece, so
     * neither is the entry removed for what its header says nor taken for the leader's: the rejection makes the leader
     * compare logs at this very index. When that message names the same term as a header that conflicts, the conflict
     * is believed.
     */
    private void compare(final long index, final long frameTerm)
    {
        fragmentTerm = 0;
        if (index <= state.commitIndex)
        {
            verifyTo(index);
        }
        else if (index > state.verifiedIndex)
        {
            if (log.termAt(index) != frameTerm)
            {
                claimedConflictIndex = index;
                claimedConflictTerm = frameTerm;
            }
            leaderOutbox().reject(index + 1, index, frameTerm);
        }
    }

    private boolean onAppended(final long lastIndex, final long wantedIndex)
    {
        if (lastIndex == RaftLog.CORRUPT)
        {
            malformedCount++;
            return true;
        }
        if (lastIndex > 0)
        {
            verifyTo(lastIndex);
        }
        return lastIndex == wantedIndex;
    }

    private void truncate(final long fromIndex)
    {
        invariants.checkTruncation(fromIndex, state.leaderId);
        log.truncateSuffix(fromIndex);
        claimedConflictIndex = 0;
        state.durableIndex = Math.min(state.durableIndex, fromIndex - 1);
    }

    private void verifyTo(final long index)
    {
        state.verifiedIndex = Math.max(state.verifiedIndex, index);
    }

    /** Paper, figure 2: the smaller of the leader's commit index and of what is known to be the leader's log. */
    private void commitTo(final long leaderCommitIndex)
    {
        state.commitIndex = Math.max(state.commitIndex, Math.min(leaderCommitIndex, state.verifiedIndex));
    }
}
