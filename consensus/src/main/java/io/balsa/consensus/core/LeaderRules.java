package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.storage.TermStartEncoder;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a leader does in office: takes in commands, stamps them, shows that it lives, and gives up when no quorum
 * answers (paper 5.2, 5.3, 8; thesis 6.2).
 */
final class LeaderRules
{
    private final RaftConfig config;
    private final RaftState state;
    private final RaftLog log;
    private final PeerOutbox[] outboxes;
    private final Membership membership;
    private final RoleRules roles;
    private final DiskWatch disk;
    private final ReplicationRules replication;
    private final UnsafeBuffer termStart = new UnsafeBuffer(new byte[TermStartEncoder.BLOCK_LENGTH]);
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    /** Index of the entry that opened this term; 0 while it could not be appended. */
    private long noOpIndex;
    private long stampNs;
    private long heartbeatNs;
    private long unappliedBytes;
    private long diskStepDownCount;

    LeaderRules(
        final RaftConfig config,
        final RaftState state,
        final RaftLog log,
        final PeerOutbox[] outboxes,
        final Membership membership,
        final RoleRules roles,
        final DiskWatch disk)
    {
        this.config = config;
        this.state = state;
        this.log = log;
        this.outboxes = outboxes;
        this.membership = membership;
        this.roles = roles;
        this.disk = disk;
        this.replication = new ReplicationRules(config, state, log, membership);
        new TermStartEncoder().wrap(termStart, 0).failurePolicy(config.failurePolicy().code());
    }

    RoleRules roles()
    {
        return roles;
    }

    PeerOutbox[] outboxes()
    {
        return outboxes;
    }

    ReplicationRules replication()
    {
        return replication;
    }

    /** How often it gave up office because of its own disk. */
    long diskStepDownCount()
    {
        return diskStepDownCount;
    }

    void onElected()
    {
        stampNs = lastTimestampNs();
        unappliedBytes = 0;
        noOpIndex = 0;
        replication.onElected();
        appendNoOp();
        heartbeat();
    }

    boolean isReady()
    {
        return state.role == RaftRole.LEADER && noOpIndex != 0 && state.appliedIndex >= noOpIndex;
    }

    long quorumContactNs()
    {
        return replication.quorumContactNs();
    }

    void onTick()
    {
        if (state.nowNs - replication.quorumContactNs() > config.electionTimeoutMaxNs())
        {
            // CheckQuorum (thesis 6.2): a leader that is cut off must not keep its clients waiting.
            roles.becomeFollower(state.term, RaftState.NULL_MEMBER);
            return;
        }
        if (disk.isOverdue())
        {
            // Its heartbeats would go on for ever: nobody else can replace it.
            diskStepDownCount++;
            roles.becomeFollower(state.term, RaftState.NULL_MEMBER);
            return;
        }
        if (noOpIndex == 0)
        {
            appendNoOp();
        }
        if (state.nowNs - heartbeatNs >= config.heartbeatIntervalNs())
        {
            heartbeat();
        }
        replication.onTick();
    }

    /** This process stood still: what the others think by now is unknown, so ask at once. */
    void onPause()
    {
        heartbeat();
    }

    long append(
        final EntryType type,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        if (length > config.commandLengthMax())
        {
            return RaftCore.TOO_LARGE;
        }
        final int entryLength = ReplicationRules.entryLength(length);
        if (noOpIndex == 0 || unappliedBytes + entryLength > config.uncommittedBytesMax())
        {
            return RaftCore.BUSY;
        }
        stampNs = Math.max(stampNs, state.epochNs);
        final long index =
            log.append(state.term, type, stampNs, sessionId, sequence, ackedSequence, payload, offset, length);
        if (index > 0)
        {
            unappliedBytes += entryLength;
        }
        return index;
    }

    /** Entries of this term are taken off the account when they are applied; earlier ones were never on it. */
    void onApplied(final long term, final int payloadLength)
    {
        if (term == state.term)
        {
            unappliedBytes = Math.max(0, unappliedBytes - ReplicationRules.entryLength(payloadLength));
        }
    }

    /** Age of the newest contact: of a leader with each member, of others with the leader; -1 where there is none. */
    long contactAgeNs(final int slot)
    {
        if (slot == membership.selfSlot())
        {
            return 0;
        }
        if (state.role == RaftRole.LEADER)
        {
            return state.nowNs - replication.progress(slot).contactNs;
        }
        return membership.memberId(slot) == state.leaderId ? state.nowNs - state.leaderContactNs : -1;
    }

    /** Index up to which a member is known to match; -1 where this one does not lead. */
    long matchIndex(final int slot)
    {
        if (state.role != RaftRole.LEADER)
        {
            return -1;
        }
        return slot == membership.selfSlot() ? state.durableIndex : replication.progress(slot).matchIndex;
    }

    /** Thesis 6.4, paper 8: an entry of its own term tells a leader what is committed. */
    private void appendNoOp()
    {
        stampNs = Math.max(stampNs, state.epochNs);
        final int length = termStart.capacity();
        final long index = log.append(state.term, EntryType.NO_OP, stampNs, 0, 0, 0, termStart, 0, length);
        if (index > 0)
        {
            noOpIndex = index;
            unappliedBytes += ReplicationRules.entryLength(length);
        }
    }

    private void heartbeat()
    {
        heartbeatNs = state.nowNs;
        for (int slot = 0; slot < outboxes.length; slot++)
        {
            if (slot != membership.selfSlot())
            {
                outboxes[slot].heartbeat();
            }
        }
    }

    /** Log time goes on where the former leader left it, whatever this member's clock says. */
    private long lastTimestampNs()
    {
        if (!log.read(log.lastIndex(), 0, view))
        {
            return state.clusterTimeNs;
        }
        header.wrap(view.buffer(), 0, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
        return header.timestampNs();
    }
}
