package io.balsa.consensus.core;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;

/**
 * How a leader feeds its peers and when it commits (paper 5.3, 5.4.2). One {@link Progress} a member; a peer that is
 * slow or away costs the others nothing.
 */
final class ReplicationRules
{
    private final RaftState state;
    private final RaftLog log;
    private final Membership membership;
    private final Progress[] progress;
    private final long[] scratch;
    private final int appendLengthMax;
    private final long probeRetryNs;
    private final long stallNs;

    ReplicationRules(
        final RaftConfig config, final RaftState state, final RaftLog log, final Membership membership)
    {
        this.state = state;
        this.log = log;
        this.membership = membership;
        this.progress = new Progress[membership.size()];
        for (int slot = 0; slot < progress.length; slot++)
        {
            progress[slot] = new Progress(config.inflightMessagesMax(), config.inflightBytesMax());
        }
        this.scratch = new long[membership.size()];
        this.appendLengthMax = config.appendLengthMax();
        this.probeRetryNs = config.heartbeatIntervalNs();
        this.stallNs = config.electionTimeoutMinNs();
    }

    Progress progress(final int slot)
    {
        return progress[slot];
    }

    void onElected()
    {
        for (final Progress peer : progress)
        {
            peer.reset(log.lastIndex(), state.nowNs);
        }
    }

    /**
     * The time at which a quorum was last known to follow this leader: when the messages left that it has answered. The
     * time of the answer would say less (thesis 6.2, 6.4.1).
     */
    long quorumContactNs()
    {
        for (int slot = 0; slot < scratch.length; slot++)
        {
            // Relative to now: nanoTime may be negative and may wrap.
            scratch[slot] = slot == membership.selfSlot() ? 0 : progress[slot].contactNs - state.nowNs;
        }
        return state.nowNs + Quorum.reachedBy(scratch, membership.quorumSize());
    }

    /** Messages or answers that were lost are noticed by a peer that stands still though it answers heartbeats. */
    void onTick()
    {
        for (int slot = 0; slot < progress.length; slot++)
        {
            final Progress peer = progress[slot];
            if (peer.state == ProgressState.REPLICATE && peer.appendedIndex < peer.nextIndex - 1 &&
                state.nowNs - peer.progressNs >= stallNs)
            {
                peer.becomeProbe(peer.appendedIndex + 1, state.nowNs);
            }
        }
    }

    boolean next(final int slot, final AppendMessage message)
    {
        final Progress peer = progress[slot];
        if (slot == membership.selfSlot() || (peer.fragmentOffset == 0 && peer.isPaused()))
        {
            return false;
        }
        final boolean isProbe = peer.state == ProgressState.PROBE;
        if (peer.nextIndex > log.lastIndex() && !isProbe)
        {
            return false;
        }
        final long prevLogTerm = log.termAt(peer.nextIndex - 1);
        if (prevLogTerm == RaftLog.NULL_TERM)
        {
            peer.becomeSnapshot();
            return false;
        }
        message.slot = slot;
        message.prevLogIndex = peer.nextIndex - 1;
        message.prevLogTerm = prevLogTerm;
        message.fragmentOffset = peer.fragmentOffset;
        if (!fill(peer, isProbe, message))
        {
            message.lastIndex = message.prevLogIndex;
            message.offset = 0;
            message.length = 0;
            message.isLastFragment = true;
            return true;
        }
        return isProbe || peer.fragmentOffset > 0 || peer.inflight.hasRoom(message.view.length());
    }

    /** A frame that is longer than a message goes in pieces, but never to find out where the logs agree. */
    private boolean fill(final Progress peer, final boolean isProbe, final AppendMessage message)
    {
        if (!log.read(peer.nextIndex, appendLengthMax, message.view))
        {
            return false;
        }
        final int length = message.view.length();
        final boolean isFragmented = length > appendLengthMax;
        if (isFragmented && isProbe)
        {
            return false;
        }
        message.offset = peer.fragmentOffset;
        message.length = Math.min(length - peer.fragmentOffset, appendLengthMax);
        message.isLastFragment = message.offset + message.length == length;
        message.lastIndex = message.view.lastIndex();
        return true;
    }

    void onSent(final AppendMessage message)
    {
        final Progress peer = progress[message.slot];
        if (peer.state == ProgressState.PROBE)
        {
            peer.isProbeSent = true;
            peer.progressNs = state.nowNs;
        }
        else if (!message.isLastFragment)
        {
            peer.fragmentOffset = message.offset + message.length;
        }
        else
        {
            if (peer.inflight.isEmpty())
            {
                peer.progressNs = state.nowNs;
            }
            peer.inflight.add(message.lastIndex, message.offset + message.length);
            peer.nextIndex = message.lastIndex + 1;
            peer.fragmentOffset = 0;
        }
    }

    void onResponse(
        final int slot,
        final long matchIndex,
        final long appendedIndex,
        final long leaderTimeNs,
        final long rejectedIndex,
        final long hintIndex,
        final long hintTerm)
    {
        final Progress peer = progress[slot];
        peer.contactNs = latest(peer.contactNs, leaderTimeNs);
        if (appendedIndex > peer.appendedIndex)
        {
            peer.advance(appendedIndex, state.nowNs);
        }
        final boolean isMatchAdvanced = matchIndex > peer.matchIndex;
        if (isMatchAdvanced)
        {
            peer.matchIndex = matchIndex;
        }
        if (rejectedIndex >= 0)
        {
            onRejected(peer, rejectedIndex, hintIndex, hintTerm);
        }
        else
        {
            onAccepted(peer, appendedIndex);
        }
        if (isMatchAdvanced)
        {
            advanceCommit();
        }
    }

    /** Echoes come from this process and from this term; one of the future would be forged, and 0 is none. */
    private long latest(final long contactNs, final long leaderTimeNs)
    {
        return leaderTimeNs != 0 && leaderTimeNs - contactNs > 0 && leaderTimeNs - state.nowNs <= 0 ?
            leaderTimeNs : contactNs;
    }

    private void onAccepted(final Progress peer, final long appendedIndex)
    {
        switch (peer.state)
        {
            case PROBE -> onProbeAnswered(peer, appendedIndex);
            case REPLICATE ->
            {
                if (appendedIndex < peer.appendedIndex)
                {
                    // It has restarted and no longer knows that its log is ours: compare once more.
                    peer.becomeProbe(peer.appendedIndex + 1, state.nowNs);
                }
            }
            default ->
            {
                // What it holds now, not what it ever held: it may have lost its disk.
                if (appendedIndex >= log.firstIndex() - 1)
                {
                    peer.becomeProbe(appendedIndex + 1, state.nowNs);
                }
            }
        }
    }

    private void onProbeAnswered(final Progress peer, final long appendedIndex)
    {
        if (appendedIndex >= peer.nextIndex - 1)
        {
            peer.becomeReplicate(appendedIndex, state.nowNs);
        }
        else if (peer.isProbeSent && state.nowNs - peer.progressNs >= probeRetryNs)
        {
            peer.isProbeSent = false;
        }
    }

    /** Paper 5.3, end: skip all entries that cannot match, by the terms of both logs. */
    private void onRejected(
        final Progress peer, final long rejectedIndex, final long hintIndex, final long hintTerm)
    {
        if (peer.state == ProgressState.SNAPSHOT)
        {
            return;
        }
        // A peer that has restarted holds all that it acknowledged, and has compared less: then it may reject that too.
        final boolean isStale = peer.state == ProgressState.PROBE ?
            rejectedIndex != peer.nextIndex - 1 : rejectedIndex <= Math.min(peer.matchIndex, peer.appendedIndex);
        if (!isStale && hintIndex < log.firstIndex() - 1)
        {
            peer.becomeSnapshot();
        }
        else if (!isStale)
        {
            final long floor = log.floorIndex(Math.max(0, Math.min(hintIndex, log.lastIndex())), hintTerm);
            peer.becomeProbe(Math.max(1, Math.min(rejectedIndex, floor + 1)), state.nowNs);
        }
    }

    /**
     * Commit what a quorum holds durably, this member among them only with what its own disk holds: one vote, no veto.
     * Entries of earlier terms are committed by those of this term that follow them, never by counting (paper 5.4.2).
     */
    void advanceCommit()
    {
        for (int slot = 0; slot < scratch.length; slot++)
        {
            scratch[slot] = slot == membership.selfSlot() ? state.durableIndex : progress[slot].matchIndex;
        }
        final long index = Quorum.reachedBy(scratch, membership.quorumSize());
        if (index > state.commitIndex && log.termAt(index) == state.term)
        {
            state.commitIndex = index;
        }
    }

    /** Bytes that an entry with a payload takes in the log. */
    static int entryLength(final int payloadLength)
    {
        return EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + payloadLength);
    }
}
