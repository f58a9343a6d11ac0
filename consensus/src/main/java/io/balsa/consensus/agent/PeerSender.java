package io.balsa.consensus.agent;

import io.balsa.consensus.core.AppendMessage;
import io.balsa.consensus.core.PeerOutbox;
import io.balsa.consensus.core.PeerOutbox.VoteAnswer;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotContent;

/**
 * Carries what the rules want to say to the transport. What the transport does not take stays where it is and is tried
 * again in the next duty cycle.
 */
final class PeerSender
{
    /** Most AppendEntries messages to one peer in one duty cycle. */
    static final int APPENDS_PER_CYCLE_MAX = 64;

    private final RaftCore core;
    private final RaftLog log;
    private final PeerTransport transport;
    private final StageSampler stages;
    private final AppendMessage message = new AppendMessage();

    PeerSender(final RaftCore core, final RaftLog log, final PeerTransport transport, final StageSampler stages)
    {
        this.core = core;
        this.log = log;
        this.transport = transport;
        this.stages = stages;
    }

    /** Entries may leave before they are durable here: this disk is one vote among others (thesis 10.2.1). */
    int sendEntries(final long nowNs)
    {
        int workCount = 0;
        if (core.role() == RaftRole.LEADER && !core.isTermStatePending())
        {
            for (int slot = 0; slot < core.memberCount(); slot++)
            {
                workCount += sendEntries(slot, nowNs);
            }
        }
        return workCount;
    }

    /**
     * Votes and acks: only what term state and log already hold durably is promised. Counts the votes alone: to give a
     * sign of life is no work, and what an ack answers has been counted.
     */
    int sendControl(final long nowNs)
    {
        int workCount = 0;
        if (!core.isTermStatePending())
        {
            for (int slot = 0; slot < core.memberCount(); slot++)
            {
                workCount += sendControl(slot, core.outbox(slot), nowNs);
            }
        }
        return workCount;
    }

    private int sendEntries(final int slot, final long nowNs)
    {
        int count = 0;
        while (count < APPENDS_PER_CYCLE_MAX && core.nextAppend(slot, message))
        {
            final int result = transport.sendAppendEntries(
                core.outbox(slot).peerId(),
                core.term(),
                message.prevLogIndex(),
                message.prevLogTerm(),
                core.commitIndex(),
                nowNs,
                message.fragmentOffset(),
                message.buffer(),
                message.offset(),
                message.length());
            if (result != PeerTransport.SENT)
            {
                break;
            }
            core.onAppendSent(message);
            stages.onSent(message.lastIndex());
            count++;
        }
        return count;
    }

    private int sendControl(final int slot, final PeerOutbox outbox, final long nowNs)
    {
        int workCount = 0;
        if (outbox.isVoteRequestPending())
        {
            workCount += sendVoteRequest(outbox);
        }
        if (outbox.vote().isPending())
        {
            workCount += sendVoteResponse(outbox.peerId(), outbox.vote(), false);
        }
        if (outbox.preVote().isPending())
        {
            workCount += sendVoteResponse(outbox.peerId(), outbox.preVote(), true);
        }
        if (outbox.isHeartbeatPending())
        {
            sendHeartbeat(slot, outbox, nowNs);
        }
        if (outbox.snapshotOffer() != null)
        {
            sendSnapshotOffer(outbox, nowNs);
        }
        if (outbox.isAppendResponsePending())
        {
            sendAppendResponse(outbox);
        }
        return workCount;
    }

    private int sendVoteRequest(final PeerOutbox outbox)
    {
        final long lastIndex = log.lastIndex();
        final int result = transport.sendVoteRequest(outbox.peerId(), core.ballotTerm(), lastIndex,
            log.termAt(lastIndex), core.role() == RaftRole.PRE_CANDIDATE);
        if (result != PeerTransport.SENT)
        {
            return 0;
        }
        outbox.onVoteRequestSent();
        return 1;
    }

    private int sendVoteResponse(final int peerId, final VoteAnswer answer, final boolean isPreVote)
    {
        final int result = transport.sendVoteResponse(
            peerId, core.term(), answer.requestTerm(), isPreVote, answer.isGranted());
        if (result != PeerTransport.SENT)
        {
            return 0;
        }
        answer.onSent();
        return 1;
    }

    private void sendHeartbeat(final int slot, final PeerOutbox outbox, final long nowNs)
    {
        final int result =
            transport.sendHeartbeat(outbox.peerId(), core.term(), core.commitIndexFor(slot), nowNs);
        if (result == PeerTransport.SENT)
        {
            outbox.onHeartbeatSent();
        }
    }

    private void sendSnapshotOffer(final PeerOutbox outbox, final long nowNs)
    {
        final SnapshotContent content = outbox.snapshotOffer();
        final int result = transport.sendSnapshotOffer(outbox.peerId(), core.term(), nowNs, content.id().index(),
            content.id().term(), content.checksum(), content.manifestLength(), content.length());
        if (result == PeerTransport.SENT)
        {
            outbox.onSnapshotOfferSent();
        }
    }

    private void sendAppendResponse(final PeerOutbox outbox)
    {
        final long appendedIndex = core.appendedIndexFor(outbox.peerId());
        final long matchIndex = Math.min(appendedIndex, core.durableIndex());
        final int result = transport.sendAppendResponse(outbox.peerId(), core.term(), matchIndex, appendedIndex,
            outbox.leaderTimeNs(), outbox.rejectedIndex(), outbox.hintIndex(), outbox.hintTerm());
        if (result == PeerTransport.SENT)
        {
            outbox.onAppendResponseSent();
            stages.onAckSent(matchIndex);
        }
    }
}
