package io.balsa.consensus.agent;

import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.consensus.core.ProgressState;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.state.ReplicatedState;

/**
 * Describes this member to whoever asks.
 */
final class StatusReport
{
    private final MemberStatus status = new MemberStatus(RaftConfig.MEMBERS_MAX);
    private final long clusterId;
    private final RaftCore core;
    private final RaftLog log;
    private final ReplicatedState state;

    StatusReport(
        final long clusterId,
        final RaftCore core,
        final RaftLog log,
        final ReplicatedState state)
    {
        this.clusterId = clusterId;
        this.core = core;
        this.log = log;
        this.state = state;
    }

    long clusterId()
    {
        return clusterId;
    }

    MemberStatus fill()
    {
        status.clusterId = clusterId;
        status.memberId = core.config().memberId();
        status.role = RoleCode.get((short)core.role().code());
        status.term = core.term();
        status.leaderId = core.leaderId();
        status.commitIndex = core.commitIndex();
        status.appliedIndex = core.appliedIndex();
        status.lastIndex = log.lastIndex();
        status.syncedIndex = core.durableIndex();
        status.stateDigest = state.stateMachine().digest();
        status.sessionCount = state.sessions().size();
        status.peerCount = core.memberCount();
        for (int slot = 0; slot < status.peerCount; slot++)
        {
            status.peerIds[slot] = core.outbox(slot).peerId();
            status.peerMatchIndexes[slot] = core.matchIndex(slot);
            status.peerLastContactNs[slot] = core.contactAgeNs(slot);
            status.peerProgress[slot] = progressCode(core.progressState(slot));
        }
        return status;
    }

    private static ProgressCode progressCode(final ProgressState state)
    {
        return switch (state)
        {
            case PROBE -> ProgressCode.PROBE;
            case REPLICATE -> ProgressCode.REPLICATE;
            case SNAPSHOT -> ProgressCode.SNAPSHOT;
        };
    }
}
