package io.balsa.simulation.world;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.simulation.check.ClientHistory;
import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.check.LogChains;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.SafetyChecker;
import io.balsa.simulation.network.LinkStream;
import io.balsa.simulation.network.NetworkFault;
import io.balsa.simulation.network.NetworkObserver;
import io.balsa.transport.wire.EgressDecoder;
import io.balsa.transport.wire.EgressHandler;
import io.balsa.transport.wire.PeerMessageDecoder;
import io.balsa.transport.wire.WireCounters;
import org.agrona.DirectBuffer;

/**
 * Reads every message that leaves a node and tells the checkers what its sender has thereby promised.
 */
final class MessageWitness implements NetworkObserver
{
    private final SentByMember sentByMember = new SentByMember();
    private final DeliveredToMember deliveredToMember = new DeliveredToMember();
    private final SentToClient sentToClient = new SentToClient();
    private final EgressDecoder egressDecoder = new EgressDecoder();
    private final SimCluster cluster;
    private final World world;
    private final PeerMessageDecoder peerDecoder;
    private int receiver;
    private int sender;
    private long fragmentedIndex;
    private long fragmentedTerm;

    MessageWitness(final SimCluster cluster)
    {
        this.cluster = cluster;
        world = cluster.world();
        peerDecoder = new PeerMessageDecoder(SimCluster.CLUSTER_ID, cluster.memberIds(), new WireCounters());
    }

    private SafetyChecker checker()
    {
        return cluster.checker();
    }

    @Override
    public void onSend(
        final int from,
        final int to,
        final LinkStream stream,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        sender = from;
        receiver = to;
        switch (stream)
        {
            case CONTROL, LOG, SNAPSHOT -> peerDecoder.onMessage(sentByMember, buffer, offset, length);
            case EGRESS -> egressDecoder.onMessage(sentToClient, from, buffer, offset, length);
            default ->
            {
            }
        }
        world.trace(TraceKind.SENT, from, to, length, ContentHash.of(buffer, offset, length), 0);
    }

    @Override
    public void onDeliver(
        final int from,
        final int to,
        final LinkStream stream,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        world.trace(TraceKind.DELIVERED, to, from, length, ContentHash.of(buffer, offset, length), 0);
        if (stream == LinkStream.LOG || stream == LinkStream.CONTROL || stream == LinkStream.SNAPSHOT)
        {
            receiver = to;
            peerDecoder.onMessage(deliveredToMember, buffer, offset, length);
        }
    }

    @Override
    public void onFault(final NetworkFault fault, final int from, final int to, final LinkStream stream)
    {
        switch (fault)
        {
            case GIVEN_TO_NEXT_INCARNATION, REPLAYED -> cluster.marks().hit(Mark.FORMER_LIFE_MESSAGE_DELIVERED);
            case REFUSED_FULL, REFUSED_BY_CHANCE -> cluster.marks().hit(Mark.SEND_BACK_PRESSURED);
            case REDELIVERED -> cluster.marks().hit(Mark.APPEND_REDELIVERED);
            default ->
            {
            }
        }
    }

    /** What a member says to another. */
    private final class SentByMember implements PeerHandler
    {
        @Override
        public void onVoteRequest(
            final int senderId,
            final long term,
            final long lastLogIndex,
            final long lastLogTerm,
            final boolean isPreVote)
        {
            world.trace(TraceKind.VOTE_REQUEST, sender, receiver, term, lastLogIndex, isPreVote ? 1 : 0);
            checker().onVoteRequestSent(sender, term, isPreVote);
        }

        @Override
        public void onVoteResponse(
            final int senderId,
            final long term,
            final long requestTerm,
            final boolean isPreVote,
            final boolean isGranted)
        {
            world.trace(TraceKind.VOTE_RESPONSE, sender, receiver, term, isPreVote ? 1 : 0, isGranted ? 1 : 0);
            checker().onVoteResponseSent(sender, receiver, term, requestTerm, isPreVote, isGranted);
        }

        @Override
        public void onHeartbeat(
            final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
        {
            world.trace(TraceKind.HEARTBEAT, sender, receiver, term, commitIndex, 0);
            checker().onLeaderMessageSent(sender, term, commitIndex);
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
            world.trace(TraceKind.APPEND_ENTRIES, sender, receiver, term, prevLogIndex, length);
            checker().onLeaderMessageSent(sender, term, commitIndex);
            checker().inflight().onAppendSent(
                sender, receiver, term, prevLogIndex, fragmentOffset, frames, offset, length);
            return true;
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
            world.trace(TraceKind.APPEND_RESPONSE, sender, receiver, term, matchIndex, rejectedIndex);
            checker().onAppendResponseSent(sender, receiver, term, matchIndex, appendedIndex, rejectedIndex >= 0);
        }

        @Override
        public void onEntriesResponse(
            final int senderId,
            final long repairId,
            final long index,
            final int frameOffset,
            final EntriesStatus status,
            final DirectBuffer frames,
            final int offset,
            final int length)
        {
            if (status == EntriesStatus.DIFFERS)
            {
                cluster.marks().hit(Mark.REPAIR_REFUSED_BY_OTHER_LOG);
            }
        }
    }

    /** What a member is about to be told. */
    private final class DeliveredToMember implements PeerHandler
    {
        @Override
        public void onVoteRequest(
            final int senderId,
            final long term,
            final long lastLogIndex,
            final long lastLogTerm,
            final boolean isPreVote)
        {
            final LogChains chains = checker().chains();
            final long lastIndex = chains.lastIndex(receiver);
            if (lastLogIndex > lastIndex && lastLogTerm < chains.termAt(receiver, lastIndex))
            {
                cluster.marks().hit(Mark.LONGER_AND_OLDER_LOG_STOOD);
            }
        }

        @Override
        public void onVoteResponse(
            final int senderId,
            final long term,
            final long requestTerm,
            final boolean isPreVote,
            final boolean isGranted)
        {
        }

        @Override
        public void onHeartbeat(
            final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
        {
            cluster.member(receiver).onLeaderMessageDelivered(term);
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
            cluster.member(receiver).onLeaderMessageDelivered(term);
            if (fragmentOffset > 0)
            {
                cluster.marks().hit(Mark.FRAGMENTED_ENTRY);
                if (fragmentedIndex == prevLogIndex + 1 && fragmentedTerm < term)
                {
                    cluster.marks().hit(Mark.FRAGMENT_RESUMED_AFTER_LEADER_CHANGE);
                }
                fragmentedIndex = prevLogIndex + 1;
                fragmentedTerm = term;
            }
            return true;
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
            cluster.quorumContacts().onResponse(receiver, senderId, world.nowNs());
            checker().inflight().onAnswerDelivered(
                receiver, senderId, term, appendedIndex, rejectedIndex >= 0);
        }
    }

    /** What a member answers a client. */
    private final class SentToClient implements EgressHandler
    {
        @Override
        public void onConnectResponse(
            final long source,
            final long correlationId,
            final long sessionId,
            final long term,
            final int memberId,
            final int leaderId,
            final int commandLengthMax,
            final int sessionWindow,
            final ConnectCode code)
        {
        }

        @Override
        public void onCommandReply(
            final long source,
            final long sessionId,
            final long sequence,
            final long index,
            final int leaderId,
            final OutcomeCode outcome,
            final DirectBuffer result,
            final int offset,
            final int length)
        {
            if (outcome == OutcomeCode.OK || outcome == OutcomeCode.FAILED)
            {
                checker().onReplySent(sender, index);
                cluster.onReplySent(sender, sessionId, sequence, index,
                    outcome == OutcomeCode.OK ? ContentHash.of(result, offset, length) : ClientHistory.FAILED_RESULT);
            }
        }

        @Override
        public void onLeaderEvent(final long source, final long sessionId, final int leaderId)
        {
        }

        @Override
        public void onPong(final long source, final int leaderId, final int memberId)
        {
        }
    }
}
