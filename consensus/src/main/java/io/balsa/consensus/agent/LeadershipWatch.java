package io.balsa.consensus.agent;

import io.balsa.consensus.core.DiskState;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.RaftRole;

/**
 * Notices once a duty cycle what has changed in who leads and in whether this member may, and tells those who need to
 * know.
 */
final class LeadershipWatch
{
    private final RaftCore core;
    private final ClientReplies replies;
    private final ConsensusCounters counters;
    private final ConsensusListener listener;
    private long term = -1;
    private RaftRole role = RaftRole.FOLLOWER;
    private int leaderId;
    private boolean isReady;
    private DiskState diskState = DiskState.OK;

    LeadershipWatch(
        final RaftCore core,
        final ClientReplies replies,
        final ConsensusCounters counters,
        final ConsensusListener listener)
    {
        this.core = core;
        this.replies = replies;
        this.counters = counters;
        this.listener = listener;
    }

    void onCycle()
    {
        if (core.diskState() != diskState)
        {
            diskState = core.diskState();
            listener.onDisk(diskState);
        }
        final boolean isReadyNow = core.isLeaderReady();
        if (core.term() == term && core.role() == role && core.leaderId() == leaderId && isReadyNow == isReady)
        {
            return;
        }
        if (role == RaftRole.LEADER && (core.role() != RaftRole.LEADER || core.term() != term))
        {
            replies.onLeadershipLost(term);
        }
        if (core.role() == RaftRole.PRE_CANDIDATE && role != RaftRole.PRE_CANDIDATE)
        {
            counters.onElection();
        }
        term = core.term();
        role = core.role();
        leaderId = core.leaderId();
        isReady = isReadyNow;
        listener.onLeadership(term, role, leaderId, isReady);
    }
}
