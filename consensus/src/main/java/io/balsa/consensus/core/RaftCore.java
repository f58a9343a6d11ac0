package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotMetadata;
import org.agrona.DirectBuffer;

/**
 * The whole algorithm's front. Inputs are the methods named {@code onX}; what is to be done about them is read from the
 * accessors: term state to store, {@link PeerOutbox}es and AppendEntries to send, entries to apply.
 * <p>
 * The caller keeps this order, on which safety rests: nothing is sent while {@link #isTermStatePending()}.
 * Everything else that must be durable first (acks, the leader's own vote for an entry) is seen to here.
 * <p>
 * Thread: that of the duty cycle. No method allocates, waits, or throws for an expected event; an
 * {@link InvariantViolation} means that the member must stop.
 */
public final class RaftCore implements PeerHandler
{
    /** This member does not lead: the command was not appended. */
    public static final long NOT_LEADER = -11;

    /** Too much is under way: the command was not appended. */
    public static final long BUSY = -12;

    /** The command is longer than allowed: it was not appended. */
    public static final long TOO_LARGE = -13;

    private final RaftConfig config;
    private final RaftState state;
    private final RaftLog log;
    private final Membership membership;
    private final PeerOutbox[] outboxes;
    private final Fence fence;
    private final DiskWatch disk;
    private final Invariants invariants;
    private final ElectionRules elections;
    private final FollowerRules follower;
    private final LeaderRules leader;
    private final ReplicationRules replication;
    private final SnapshotRules snapshots;
    private long unknownSenderCount;
    private long malformedRequestCount;

    /**
     * Start as a follower with what survived.
     *
     * @param config     of the rules.
     * @param log        recovered; all of it is taken as durable.
     * @param term       that was stored.
     * @param votedFor   that was stored, or -1.
     * @param fencedTerm in which the log lost what was acknowledged, or 0.
     * @param restored   the snapshot that the state machine was restored from and the log goes on from, or null.
     * @param nowNs      monotonic time.
     * @throws IllegalStateException when the member waits for a leader that the others cannot elect without it.
     */
    public RaftCore(
        final RaftConfig config,
        final RaftLog log,
        final long term,
        final int votedFor,
        final long fencedTerm,
        final SnapshotMetadata restored,
        final long nowNs)
    {
        this.config = config;
        this.log = log;
        this.membership = new Membership(config.memberId(), config.memberIds(), config.quorumFloor());
        this.outboxes = new PeerOutbox[membership.size()];
        for (int slot = 0; slot < outboxes.length; slot++)
        {
            outboxes[slot] = new PeerOutbox(membership.memberId(slot));
        }
        state = new RaftState(term, votedFor);
        state.nowNs = nowNs;
        state.recover(log, restored);
        final ElectionDeadline deadline = new ElectionDeadline(
            config.electionTimeoutMinNs(), config.electionTimeoutMaxNs(), config.randomSeed(), config.memberId());
        deadline.restart(nowNs);
        fence = new Fence(state, log, fencedTerm);
        fence.check(config);
        invariants = new Invariants(state, log, fence);
        final RoleRules roles = new RoleRules(state, outboxes, deadline);
        disk = new DiskWatch(config, state, log);
        leader = new LeaderRules(config, state, log, outboxes, membership, roles, disk);
        replication = leader.replication();
        elections = new ElectionRules(
            config, state, new Candidacy(log, fence, disk), membership, outboxes, deadline, leader);
        follower = new FollowerRules(state, log, membership, outboxes, roles, deadline, invariants);
        snapshots = new SnapshotRules(config, state, log, follower, leader, membership, invariants);
    }

    /**
     * A duty cycle begins. Time stands still until the next call.
     *
     * @param nowNs   monotonic time.
     * @param epochNs wall clock, ns since the epoch; only stamps entries.
     */
    public void onCycle(final long nowNs, final long epochNs)
    {
        state.nowNs = nowNs;
        state.epochNs = epochNs;
    }

    /** Let time have its effects: elections, heartbeats, giving up. After the messages of the cycle were taken in. */
    public void onTick()
    {
        disk.onTick();
        if (state.role == RaftRole.LEADER)
        {
            leader.onTick();
            snapshots.onTick();
        }
        else
        {
            elections.onTick();
        }
        invariants.check();
    }

    /** The duty cycle stood still for long: restart the election timer rather than stand for election. */
    public void onPause()
    {
        disk.onPause();
        if (state.role == RaftRole.LEADER)
        {
            leader.onPause();
        }
        else
        {
            elections.onPause();
        }
    }

    /**
     * Append an entry, if this member leads.
     *
     * @param type          of the entry.
     * @param sessionId     of the client.
     * @param sequence      in the session.
     * @param ackedSequence up to which the client needs no replies.
     * @param payload       borrowed for the call.
     * @param offset        of the payload in bytes.
     * @param length        of the payload in bytes.
     * @return index of the entry, or {@link #NOT_LEADER}, {@link #BUSY}, {@link #TOO_LARGE},
     * {@link RaftLog#BACK_PRESSURED}, {@link RaftLog#DISK_FULL}.
     */
    public long onProposal(
        final EntryType type,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        if (state.role != RaftRole.LEADER)
        {
            return NOT_LEADER;
        }
        return leader.append(type, sessionId, sequence, ackedSequence, payload, offset, length);
    }

    /**
     * The log is durable up to an index.
     *
     * @param index {@link RaftLog#syncedIndex()}.
     */
    public void onLogSynced(final long index)
    {
        if (index != state.durableIndex)
        {
            state.durableIndex = index;
            if (state.role == RaftRole.LEADER)
            {
                replication.advanceCommit();
            }
            else
            {
                follower.onDurable();
            }
            invariants.check();
        }
    }

    /**
     * Term and vote are durable.
     *
     * @param term     that was stored.
     * @param votedFor that was stored with it.
     */
    public void onTermStateStored(final long term, final int votedFor)
    {
        state.storedTerm = term;
        state.storedVotedFor = votedFor;
        elections.onTermStateStored();
        invariants.check();
    }

    /**
     * The state machine has applied the next entry.
     *
     * @param index         of the entry.
     * @param term          of the entry.
     * @param payloadLength of the entry in bytes.
     */
    public void onApplied(final long index, final long term, final int payloadLength)
    {
        if (index != state.appliedIndex + 1)
        {
            invariants.fail("applied out of order index=" + index);
        }
        state.appliedIndex = index;
        leader.onApplied(term, payloadLength);
        invariants.check();
    }

    @Override
    public void onVoteRequest(
        final int senderId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        final int slot = peerSlot(senderId);
        if (slot >= 0)
        {
            elections.onVoteRequest(slot, term, lastLogIndex, lastLogTerm, isPreVote);
            invariants.check();
        }
    }

    @Override
    public void onVoteResponse(
        final int senderId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        final int slot = peerSlot(senderId);
        if (slot >= 0)
        {
            elections.onVoteResponse(slot, term, requestTerm, isPreVote, isGranted);
            invariants.check();
        }
    }

    @Override
    public void onHeartbeat(final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        final int slot = peerSlot(senderId);
        if (slot >= 0)
        {
            follower.onHeartbeat(slot, term, commitIndex, leaderTimeNs);
            invariants.check();
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
        final int slot = peerSlot(senderId);
        if (slot < 0)
        {
            return true;
        }
        final boolean isTaken = follower.onAppendEntries(
            slot, term, prevLogIndex, prevLogTerm, commitIndex, fragmentOffset, frames, offset, length);
        if (term == state.term)
        {
            outboxes[slot].leaderTimeNs(leaderTimeNs);
        }
        invariants.check();
        return isTaken;
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
        final int slot = peerSlot(senderId);
        if (slot < 0)
        {
            return;
        }
        if (term > state.term)
        {
            leader.roles().becomeFollower(term, RaftState.NULL_MEMBER);
        }
        else if (term == state.term && state.role == RaftRole.LEADER && appendedIndex <= log.lastIndex() &&
            matchIndex <= appendedIndex)
        {
            replication.onResponse(
                slot, matchIndex, appendedIndex, leaderTimeNs, rejectedIndex, hintIndex, hintTerm);
        }
        invariants.check();
    }

    @Override
    public void onEntriesRequest(
        final int senderId, final long repairId, final long afterIndex, final long afterTerm, final long untilIndex,
        final long untilTerm, final long index, final int frameOffset)
    {
        final int slot = peerSlot(senderId);
        if (slot >= 0 && !outboxes[slot].entriesRequest().set(
            repairId, afterIndex, afterTerm, untilIndex, untilTerm, index, frameOffset))
        {
            malformedRequestCount++;
        }
    }

    /**
     * The next AppendEntries message for a member.
     *
     * @param slot    of the member.
     * @param message to fill.
     * @return false when there is none to send now.
     */
    public boolean nextAppend(final int slot, final AppendMessage message)
    {
        return state.role == RaftRole.LEADER && replication.next(slot, message);
    }

    /**
     * The message that {@link #nextAppend} filled was sent.
     *
     * @param message that was sent.
     */
    public void onAppendSent(final AppendMessage message)
    {
        replication.onSent(message);
    }

    /**
     * What the rules say of snapshots.
     *
     * @return the rules.
     */
    public SnapshotRules snapshots()
    {
        return snapshots;
    }

    /**
     * Whether term or vote are not durable yet. While they are not, nothing may be sent.
     *
     * @return true if so.
     */
    public boolean isTermStatePending()
    {
        return state.isTermStatePending();
    }

    /**
     * Members of the cluster. Slots go from 0 to one less, in order of member id.
     *
     * @return number of members.
     */
    public int memberCount()
    {
        return membership.size();
    }

    /**
     * What is to be sent to a member. This member's own is always empty.
     *
     * @param slot of the member.
     * @return the outbox.
     */
    public PeerOutbox outbox(final int slot)
    {
        return outboxes[slot];
    }

    /**
     * The configuration.
     *
     * @return the configuration.
     */
    public RaftConfig config()
    {
        return config;
    }

    /**
     * Role in the present term.
     *
     * @return the role.
     */
    public RaftRole role()
    {
        return state.role;
    }

    /**
     * The present term.
     *
     * @return the term.
     */
    public long term()
    {
        return state.term;
    }

    /**
     * Whether this member has lost entries that it may have acknowledged, and until a leader has sent it what was
     * decided since neither votes nor stands for election.
     *
     * @return true if so.
     */
    public boolean isFenced()
    {
        return fence.isUp();
    }

    /**
     * The vote in the present term.
     *
     * @return member id or -1.
     */
    public int votedFor()
    {
        return state.votedFor;
    }

    /**
     * Term that votes are asked for: in a trial the one that would be started.
     *
     * @return the term.
     */
    public long ballotTerm()
    {
        return state.role == RaftRole.PRE_CANDIDATE ? state.term + 1 : state.term;
    }

    /**
     * The leader of the present term.
     *
     * @return member id, or -1 while it is unknown.
     */
    public int leaderId()
    {
        return state.leaderId;
    }

    /**
     * Whether this member leads and has applied the entry that opened its term: all that earlier leaders committed
     * is in its state.
     *
     * @return true if so.
     */
    public boolean isLeaderReady()
    {
        return leader.isReady();
    }

    /**
     * Highest index known to be committed.
     *
     * @return log index.
     */
    public long commitIndex()
    {
        return state.commitIndex;
    }

    /**
     * Highest index that was applied.
     *
     * @return log index.
     */
    public long appliedIndex()
    {
        return state.appliedIndex;
    }

    /**
     * Highest index that is durable here.
     *
     * @return log index.
     */
    public long durableIndex()
    {
        return state.durableIndex;
    }

    /**
     * Highest index known to equal the present leader's log, to be told to that leader and to nobody else.
     *
     * @param peerId who is told.
     * @return log index, 0 for any other than the leader.
     */
    public long appendedIndexFor(final int peerId)
    {
        return peerId == state.leaderId ? state.verifiedIndex : 0;
    }

    /**
     * Commit index for a heartbeat to a member: never beyond what is known to match there.
     *
     * @param slot of the member.
     * @return log index.
     */
    public long commitIndexFor(final int slot)
    {
        return Math.min(state.commitIndex, replication.progress(slot).matchIndex);
    }

    /**
     * Index up to which a member is known to match, where this member leads.
     *
     * @param slot of the member.
     * @return log index, -1 where this member does not lead.
     */
    public long matchIndex(final int slot)
    {
        return leader.matchIndex(slot);
    }

    /**
     * How a member is replicated to, where this member leads.
     *
     * @param slot of the member.
     * @return the state.
     */
    public ProgressState progressState(final int slot)
    {
        return replication.progress(slot).state;
    }

    /**
     * Age of the newest contact: of a leader with each member, of others with the leader.
     *
     * @param slot of the member.
     * @return ns; 0 for this member, -1 where there is none.
     */
    public long contactAgeNs(final int slot)
    {
        return leader.contactAgeNs(slot);
    }

    /**
     * What the member's own disk does for it, as of the last {@link #onTick()}.
     *
     * @return the state.
     */
    public DiskState diskState()
    {
        return disk.diskState();
    }

    /**
     * How often this member gave up leading because its own disk hung or was full.
     *
     * @return number since the start.
     */
    public long diskStepDownCount()
    {
        return leader.diskStepDownCount();
    }

    /**
     * Messages that were dropped because what they said of themselves cannot be.
     *
     * @return number of messages since the start.
     */
    public long malformedCount()
    {
        return follower.malformedCount() + unknownSenderCount + malformedRequestCount;
    }

    private int peerSlot(final int senderId)
    {
        final int slot = membership.slotOf(senderId);
        if (slot == Membership.NULL_SLOT || slot == membership.selfSlot())
        {
            unknownSenderCount++;
            return -1;
        }
        return slot;
    }
}
