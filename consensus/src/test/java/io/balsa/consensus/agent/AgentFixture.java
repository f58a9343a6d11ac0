package io.balsa.consensus.agent;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.DiskState;
import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.support.RunningMemberTransport;
import io.balsa.consensus.support.TestClientPort;
import io.balsa.consensus.support.TestLog;
import io.balsa.consensus.support.TestTermStateStore;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One agent, member 0, whose peers and clients are the test. All that leaves is written down as text.
 */
final class AgentFixture implements TestClientPort.Listener, ConsensusListener, StateMachine
{
    static final long MS = 1_000_000;
    static final int RESULT_LENGTH_MAX = 30;

    final TestLog log;
    final TestTermStateStore store;
    final TestClientPort port = new TestClientPort(this);
    final List<String> sent = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<Consumer<PeerHandler>> arriving = new ArrayList<>();
    final ConsensusAgent agent;
    final ConsensusAgent.Context context;
    Throwable haltReason;
    int haltCount;
    RaftRole lastRole;
    boolean isLastReady;
    int leadershipCount;
    private final List<DiskState> diskStates = new ArrayList<>(List.of(DiskState.OK));
    int appliedCount;
    int heartbeatCount;
    /** Messages to peers and clients that had been sent at the last flush. */
    int flushedCount;
    boolean isClosed;
    /** What the transport answers to all that is to be sent to peers. */
    int peerResult = PeerTransport.SENT;
    final StageLatencies latencies;
    /** Time that passes in each turn of the transport, of which there are two in a cycle. */
    long turnNs;
    /** Time that passes while a message is offered to a peer. */
    long sendNs;
    /** Time that passes while a command is applied. */
    long applyNs;
    /** Time that passes while a reply is offered. */
    long replyNs;
    long clockReadCount;
    long nowNs = -7_000 * MS;
    long sessionId;

    AgentFixture(final int members)
    {
        this(members, 100);
    }

    AgentFixture(final int members, final int sessionsMax)
    {
        this(members, sessionsMax, new TestLog(), FailurePolicy.ANSWER);
    }

    AgentFixture(final int members, final int sessionsMax, final TestLog log, final FailurePolicy failurePolicy)
    {
        this(members, sessionsMax, log, new TestTermStateStore(), failurePolicy);
    }

    AgentFixture(
        final int members,
        final int sessionsMax,
        final TestLog log,
        final TestTermStateStore store,
        final FailurePolicy failurePolicy)
    {
        this(members, sessionsMax, log, store, failurePolicy, StageLatencies.standalone(1));
    }

    AgentFixture(final int members, final StageLatencies latencies)
    {
        this(members, 100, new TestLog(), new TestTermStateStore(), FailurePolicy.ANSWER, latencies);
    }

    private AgentFixture(
        final int members,
        final int sessionsMax,
        final TestLog log,
        final TestTermStateStore store,
        final FailurePolicy failurePolicy,
        final StageLatencies latencies)
    {
        this.log = log;
        this.store = store;
        this.latencies = latencies;
        final int[] ids = new int[members];
        for (int id = 0; id < members; id++)
        {
            ids[id] = id;
        }
        context = new ConsensusAgent.Context()
            .clusterId(1)
            .config(new RaftConfig.Builder().memberId(0).memberIds(ids).commandLengthMax(100)
                .uncommittedBytesMax(100_000).failurePolicy(failurePolicy).build())
            .log(log)
            .termStateStore(store)
            .peerTransport(new Peers())
            .clientTransport(port)
            .stateMachine(this)
            .listener(this)
            .sessions(sessionsMax, 4)
            .resultLengthMax(RESULT_LENGTH_MAX)
            .stageLatencies(latencies)
            .clocks(this::nanoTime, () -> nowNs);
        agent = new ConsensusAgent(context);
        agent.onStart();
    }

    private long nanoTime()
    {
        clockReadCount++;
        return nowNs;
    }

    void cycle(final long elapsedNs)
    {
        nowNs += elapsedNs;
        agent.doWork();
    }

    /** Becomes leader of the next term with the votes of member 1 and applies its no-op. */
    AgentFixture lead()
    {
        elect();
        commit();
        return this;
    }

    /** Becomes leader of the next term, and nothing of it is committed yet. */
    void elect()
    {
        stand();
        final long term = store.term() + 1;
        arriving.add((handler) -> handler.onVoteResponse(1, term - 1, term, true, true));
        cycle(1);
        arriving.add((handler) -> handler.onVoteResponse(1, term, term, false, true));
        cycle(1);
    }

    /** Hears of nobody for so long that it stands for election on trial. */
    void stand()
    {
        for (int i = 0; i < 6; i++)
        {
            cycle(60 * MS);
        }
    }

    /** Time passes, and member 1 answers heartbeats, of the present leader or not. */
    void runAsLeader(final long durationNs)
    {
        for (long ns = 0; ns < durationNs; ns += 20 * MS)
        {
            arriving.add((handler) -> handler.onAppendResponse(1, store.term(), 0, 0, nowNs, -1, 0, 0));
            cycle(20 * MS);
        }
    }

    String diskStates()
    {
        return diskStates.stream().map(DiskState::name).collect(Collectors.joining(" "));
    }

    /** Member 2 leads a later term, has the same log and says that all of it is committed. */
    void stepDown()
    {
        final long lastIndex = log.lastIndex();
        final long lastTerm = log.termAt(lastIndex);
        final long term = store.term() + 8;
        arriving.add((handler) -> handler.onAppendEntries(
            2, term, lastIndex, lastTerm, lastIndex, 1, 0, new UnsafeBuffer(new byte[0]), 0, 0));
    }

    /** Member 1 acks all there is, twice so that what that brings is seen too. */
    void commit()
    {
        cycle(1);
        arriving.add((handler) ->
            handler.onAppendResponse(1, store.term(), log.lastIndex(), log.lastIndex(), nowNs, -1, 0, 0));
        cycle(1);
    }

    AgentFixture openSession()
    {
        connect(1, 0, 77);
        commit();
        return this;
    }

    void connect(final long connectionId, final long session, final long clientKey)
    {
        port.request(connectionId, (handler) -> handler.onConnect(connectionId, 9, 1, 1, clientKey, session));
    }

    void command(final long sequence, final long acked, final String text)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        port.request(1, (handler) ->
            handler.onCommand(1, sessionId, sequence, acked, new UnsafeBuffer(bytes), 0, bytes.length));
    }

    String lastTold()
    {
        return told.get(told.size() - 1);
    }

    @Override
    public void onStatus(final long connectionId, final MemberStatus status)
    {
        final StringBuilder text = new StringBuilder(
            "status " + status.role + " term=" + status.term + " leader=" + status.leaderId);
        for (int i = 0; i < status.peerCount; i++)
        {
            text.append(' ').append(status.peerIds[i]).append(':').append(status.peerProgress[i])
                .append(':').append(status.peerMatchIndexes[i]);
        }
        told.add(text.toString());
    }

    @Override
    public int apply(
        final long index,
        final long timestampNs,
        final long session,
        final DirectBuffer command,
        final int offset,
        final int length,
        final MutableDirectBuffer result)
    {
        final String text = command.getStringWithoutLengthAscii(offset, length);
        if (text.startsWith("result "))
        {
            return Integer.parseInt(text.substring("result ".length()));
        }
        if ("error".equals(text))
        {
            throw new StackOverflowError("as asked");
        }
        if ("poison".equals(text))
        {
            throw new IllegalStateException("message of this JVM");
        }
        appliedCount++;
        nowNs += applyNs;
        return result.putIntAscii(0, appliedCount);
    }

    @Override
    public int validate(final DirectBuffer command, final int offset, final int length)
    {
        final String text = command.getStringWithoutLengthAscii(offset, length);
        if ("throw".equals(text))
        {
            throw new IllegalStateException("validator");
        }
        return "invalid".equals(text) ? 42 : VALID;
    }

    @Override
    public void close()
    {
        isClosed = true;
    }

    @Override
    public void onLeadership(final long term, final RaftRole role, final int leaderId, final boolean isReady)
    {
        leadershipCount++;
        lastRole = role;
        isLastReady = isReady;
    }

    @Override
    public void onDisk(final DiskState state)
    {
        diskStates.add(state);
    }

    @Override
    public void onHalt(final Throwable reason)
    {
        haltReason = reason;
        haltCount++;
    }

    @Override
    public void onConnected(
        final long connectionId,
        final long correlationId,
        final long session,
        final long lastSequence,
        final int leaderId,
        final ConnectCode code)
    {
        if (code == ConnectCode.OK && session != 0)
        {
            sessionId = session;
        }
        told.add("connected " + connectionId + " " + code + " last=" + lastSequence);
    }

    @Override
    public void onReply(
        final long connectionId,
        final long sequence,
        final long index,
        final int leaderId,
        final OutcomeCode outcome,
        final byte[] result)
    {
        nowNs += replyNs;
        told.add(sequence + " " + outcome + " " + (outcome == OutcomeCode.REJECTED && result.length > 0 ?
            Integer.toString(new UnsafeBuffer(result).getInt(0)) : new String(result, StandardCharsets.US_ASCII)));
    }

    @Override
    public void onLeaderEvent(
        final long connectionId, final long session, final int leaderId, final long appendedSequence)
    {
        told.add("leader event appended=" + appendedSequence);
    }

    private final class Peers implements RunningMemberTransport
    {
        @Override
        public int doWork(final long now)
        {
            nowNs += turnNs;
            return 0;
        }

        @Override
        public void flush()
        {
            nowNs += turnNs;
            flushedCount = sent.size() + heartbeatCount + told.size();
        }

        @Override
        public int poll(final PeerHandler handler, final int fragmentLimit)
        {
            final int count = arriving.size();
            arriving.forEach((message) -> message.accept(handler));
            arriving.clear();
            return count;
        }

        @Override
        public int framesLengthMax()
        {
            return 4096;
        }

        private int send(final String message)
        {
            nowNs += sendNs;
            if (peerResult == SENT)
            {
                sent.add(message);
            }
            return peerResult;
        }

        @Override
        public int sendVoteRequest(
            final int peerId,
            final long term,
            final long lastLogIndex,
            final long lastLogTerm,
            final boolean isPreVote)
        {
            return send("vote request " + peerId + " term=" + term + " trial=" + isPreVote);
        }

        @Override
        public int sendVoteResponse(
            final int peerId,
            final long term,
            final long requestTerm,
            final boolean isPreVote,
            final boolean isGranted)
        {
            return send("vote response " + peerId + " term=" + term + " granted=" + isGranted);
        }

        @Override
        public int sendStateDigest(final int peerId, final long index, final long digest)
        {
            return send("digest " + peerId + " " + index);
        }

        @Override
        public int sendHeartbeat(
            final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
        {
            heartbeatCount += peerResult == SENT ? 1 : 0;
            return peerResult;
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
            final DirectBuffer frames,
            final int offset,
            final int length)
        {
            return send("entries " + peerId + " prev=" + prevLogIndex);
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
            return send("ack " + peerId + " match=" + matchIndex + " appended=" + appendedIndex);
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
            return send("frames " + peerId + " repair=" + repairId + " index=" + index + " offset=" + frameOffset +
                " " + status + " " + length);
        }

        @Override
        public void close()
        {
        }
    }
}
