package io.balsa.consensus.agent;

import com.sun.management.ThreadMXBean;
import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.latency.Stage;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.consensus.port.SnapshotSource;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.snapshot.SnapshotInstall;
import io.balsa.consensus.support.RunningMemberTransport;
import io.balsa.consensus.support.TestLog;
import io.balsa.consensus.support.TestSnapshotStore;
import io.balsa.consensus.support.TestTermStateStore;
import io.balsa.consensus.transfer.SnapshotTransferAgent;
import io.balsa.consensus.transfer.TransferContext;
import io.balsa.consensus.transfer.TransferCounters;
import io.balsa.consensus.transfer.TransferLink;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A command costs no memory, from ingress to reply, on the leader and on a follower, also when its time is taken.
 */
class DutyCycleAllocationTest
{
    private static final int ROUNDS = 5;
    private static final int COMMANDS = 2_000;
    private static final int LOG_CAPACITY = 4 * 1024 * 1024;

    private final World world = new World();
    private final StageLatencies latencies = StageLatencies.standalone(1);

    @Test
    void shouldAllocateNothingForACommandOnTheLeader()
    {
        final ConsensusAgent agent = agent(new TestLog(LOG_CAPACITY));
        world.isPeerVoting = true;
        while (world.sessionId == 0)
        {
            world.nowNs += 1_000_000;
            agent.doWork();
        }
        world.isClientSending = true;
        assertAllocationFree(agent);
        assertEquals((long)ROUNDS * COMMANDS, world.sequence);
        assertEquals((long)ROUNDS * COMMANDS, latencies.snapshot().count(Stage.LEADER));
    }

    @Test
    void shouldAllocateNothingForACommandOnAFollower()
    {
        final TestLog leaderLog = new TestLog(LOG_CAPACITY);
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[32]);
        leaderLog.append(1, EntryType.SESSION_OPEN, 0, 0, 7, 0, payload, 0, 0);
        for (int sequence = 1; sequence <= ROUNDS * COMMANDS; sequence++)
        {
            leaderLog.append(1, EntryType.COMMAND, 0, 1, sequence, sequence - 1, payload, 0, 32);
        }
        world.frames = leaderLog.frames(1, leaderLog.lastIndex());
        final ConsensusAgent agent = agent(new TestLog(LOG_CAPACITY));
        assertAllocationFree(agent);
        assertEquals((long)ROUNDS * COMMANDS, world.appliedCount);
        assertTrue(latencies.snapshot().count(Stage.FOLLOWER_CYCLE_END) >= (long)ROUNDS * COMMANDS);
    }

    /** Requests, chunks and offers come, and chunks go, in every cycle; who reads the files is another thread. */
    @Test
    void shouldAllocateNothingForTheBytesOfSnapshots()
    {
        final TransferLink link = new TransferLink(TransferLink.QUEUE_LENGTH_DEFAULT);
        final SnapshotInstall install = new SnapshotInstall(new TestSnapshotStore(), () -> null);
        final SnapshotTransferAgent transfer = new SnapshotTransferAgent(new TransferContext()
            .exchange(new HeldSnapshot())
            .installer(install)
            .link(link)
            .counters(new TransferCounters(ConsensusCounters.standalone(), 0))
            .clock(() -> world.nowNs)
            .peerIds(1, 2)
            .rateBytesMax(1L << 40)
            .chunkLengthMax(1024));
        world.log = new TestLog(LOG_CAPACITY);
        world.isTransferring = true;
        final ConsensusAgent agent = new ConsensusAgent(context().transfer(link, install));
        agent.onStart();
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        long smallest = Long.MAX_VALUE;
        for (int round = 1; round <= ROUNDS; round++)
        {
            long allocated = 0;
            while (world.chunkCount < (long)round * COMMANDS)
            {
                world.nowNs += 10_000;
                final long before = threads.getCurrentThreadAllocatedBytes();
                agent.doWork();
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
                transfer.doWork();
            }
            smallest = Math.min(smallest, allocated);
        }
        assertEquals(0, smallest);
        assertTrue(world.chunkCount >= (long)ROUNDS * COMMANDS);
    }

    /** A snapshot of zeros that is published already. */
    private static final class HeldSnapshot implements SnapshotExchange, SnapshotSource
    {
        private static final SnapshotContent CONTENT = new SnapshotContent(new SnapshotId(7, 1), 9, 16, 1L << 20);

        @Override
        public long newestIndex()
        {
            return 7;
        }

        @Override
        public long oldestIndex()
        {
            return 7;
        }

        @Override
        public SnapshotContent newest()
        {
            return CONTENT;
        }

        @Override
        public SnapshotSource source(final SnapshotId id, final long checksum)
        {
            return this;
        }

        @Override
        public SnapshotReceiver receive(final SnapshotContent content)
        {
            return null;
        }

        @Override
        public SnapshotContent content()
        {
            return CONTENT;
        }

        @Override
        public int read(
            final long position, final MutableDirectBuffer target, final int targetOffset, final int length)
        {
            target.setMemory(targetOffset, length, (byte)0);
            return length;
        }

        @Override
        public void close()
        {
        }
    }

    private ConsensusAgent agent(final TestLog log)
    {
        world.log = log;
        final ConsensusAgent agent = new ConsensusAgent(context());
        agent.onStart();
        return agent;
    }

    private ConsensusAgent.Context context()
    {
        return new ConsensusAgent.Context()
            .clusterId(1)
            .config(new RaftConfig.Builder().memberId(0).memberIds(0, 1, 2).build())
            .log(world.log)
            .termStateStore(new TestTermStateStore())
            .peerTransport(world)
            .clientTransport(world)
            .stateMachine(world)
            .resultLengthMax(64)
            .stageLatencies(latencies)
            .clocks(() -> world.nowNs, () -> world.nowNs);
    }

    private void assertAllocationFree(final ConsensusAgent agent)
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        long smallest = Long.MAX_VALUE;
        for (int round = 1; round <= ROUNDS; round++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            while (world.appliedCount < (long)round * COMMANDS)
            {
                world.nowNs += 10_000;
                agent.doWork();
            }
            smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, smallest);
        assertTrue(world.servedCount > COMMANDS);
    }

    /** Peers, client and service in one: they keep no more than counts. */
    private static final class World implements RunningMemberTransport, ClientTransport, StateMachine
    {
        private final UnsafeBuffer command = new UnsafeBuffer(new byte[32]);
        private UnsafeBuffer frames;
        private TestLog log;
        private long nowNs = 1;
        private boolean isPeerVoting;
        private boolean isClientSending;
        private boolean isReplied = true;
        private long sessionId;
        private long sequence;
        private long appliedCount;
        private long servedCount;
        private int position;
        private long sentIndex;
        private long voteTerm;
        private boolean isTrial;
        private boolean isTransferring;
        private long chunkCount;

        @Override
        public void flush()
        {
        }

        @Override
        public int poll(final PeerHandler handler, final int fragmentLimit)
        {
            if (voteTerm > 0)
            {
                final long term = voteTerm;
                voteTerm = 0;
                handler.onVoteResponse(1, isTrial ? term - 1 : term, term, isTrial, true);
            }
            if (isPeerVoting && log.lastIndex() > 0)
            {
                handler.onAppendResponse(1, 1, log.lastIndex(), log.lastIndex(), nowNs, -1, 0, 0);
            }
            if (log.lastIndex() > 0)
            {
                handler.onEntriesRequest(2, 1, 0, 0, log.lastIndex(), 1, 1, 0);
            }
            if (isTransferring)
            {
                handler.onSnapshotOffer(1, 1, nowNs, 7, 1, 9, 16, 1L << 20);
                handler.onSnapshotRequest(2, 7, 1, 9, 0, 4096);
                handler.onSnapshotChunk(2, 7, 1, 9, 0, command, 0, 32);
            }
            if (frames != null && position < frames.capacity())
            {
                final int length = position == 0 ? 64 : 96;
                handler.onAppendEntries(
                    1, 1, sentIndex, sentIndex == 0 ? 0 : 1, sentIndex, nowNs, 0, frames, position, length);
                position += length;
                sentIndex++;
            }
            else if (frames != null)
            {
                handler.onHeartbeat(1, 1, sentIndex, nowNs);
            }
            return 1;
        }

        @Override
        public int poll(final ClientHandler handler, final int fragmentLimit)
        {
            if (isPeerVoting && sessionId == 0)
            {
                handler.onConnect(1, 1, 1, 1, 7, 0);
            }
            else if (isClientSending && isReplied)
            {
                isReplied = false;
                sequence++;
                handler.onCommand(1, sessionId, sequence, sequence - 1, command, 0, 32);
            }
            return 1;
        }

        @Override
        public int apply(
            final long index,
            final long timestampNs,
            final long session,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final MutableDirectBuffer result)
        {
            appliedCount++;
            result.putLong(0, appliedCount);
            return Long.BYTES;
        }

        @Override
        public int doWork(final long now)
        {
            return 0;
        }

        @Override
        public int framesLengthMax()
        {
            return 4096;
        }

        @Override
        public int sendVoteRequest(
            final int peerId, final long term, final long lastIndex, final long lastTerm, final boolean isPreVote)
        {
            voteTerm = term;
            isTrial = isPreVote;
            return SENT;
        }

        @Override
        public int sendVoteResponse(
            final int peerId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
        {
            return SENT;
        }

        @Override
        public int sendHeartbeat(
            final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
        {
            return SENT;
        }

        @Override
        public int sendAppendEntries(
            final int peerId,
            final long term,
            final long prevLogIndex,
            final long prevLogTerm,
            final long commitIndex,
            final long leaderTimeNs,
            final int fragmentOffset,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            return SENT;
        }

        @Override
        public int sendAppendResponse(
            final int peerId,
            final long term,
            final long matchIndex,
            final long appendedIndex,
            final long leaderTimeNs,
            final long rejectedIndex,
            final long hintIndex,
            final long hintTerm)
        {
            return SENT;
        }

        @Override
        public int sendSnapshotChunk(
            final int peerId,
            final long snapshotIndex,
            final long snapshotTerm,
            final long snapshotChecksum,
            final long snapshotOffset,
            final DirectBuffer bytes,
            final int offset,
            final int length)
        {
            chunkCount++;
            return SENT;
        }

        @Override
        public boolean sendConnectResponse(
            final long connectionId,
            final long correlationId,
            final long session,
            final long lastSequence,
            final long term,
            final int leaderId,
            final ConnectCode code)
        {
            sessionId = session;
            return true;
        }

        @Override
        public boolean sendReply(
            final long connectionId,
            final long session,
            final long replySequence,
            final long index,
            final long term,
            final int leaderId,
            final OutcomeCode outcome,
            final DirectBuffer result,
            final int offset,
            final int length)
        {
            isReplied = true;
            return true;
        }

        @Override
        public boolean sendLeaderEvent(
            final long connectionId,
            final long session,
            final long term,
            final int leaderId,
            final long appendedSequence)
        {
            return true;
        }

        @Override
        public boolean sendPong(
            final long connectionId, final long correlationId, final long term, final int leaderId)
        {
            return true;
        }

        @Override
        public boolean sendStatus(final long connectionId, final long correlationId, final MemberStatus status)
        {
            return true;
        }

        @Override
        public int sendEntriesResponse(
            final int peerId,
            final long repairId,
            final long index,
            final int frameOffset,
            final EntriesStatus status,
            final DirectBuffer frames,
            final int offset,
            final int length)
        {
            servedCount++;
            return SENT;
        }

        @Override
        public void close()
        {
        }
    }
}
