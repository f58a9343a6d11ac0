package io.balsa.consensus.support;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Carries messages between members: at once and in order, unless told to lose, repeat, delay or block them.
 */
public final class TestNetwork
{
    private static final int FRAMES_LENGTH_MAX = 64 * 1024;

    private final Random random;
    private final PriorityQueue<Message> inFlight = new PriorityQueue<>(
        Comparator.comparingLong((Message message) -> message.dueNs).thenComparingLong((message) -> message.order));
    private final Map<Integer, List<Message>> inboxes = new HashMap<>();
    private final boolean[][] blocked = new boolean[32][32];
    private Predicate<Message> filter = (message) -> true;
    private double lossRate;
    private double repeatRate;
    private double fullRate;
    private long delayMaxNs;
    private long order;
    private long nowNs;
    private long sentCount;

    TestNetwork(final Random random)
    {
        this.random = random;
    }

    /** What a message is. */
    public enum Kind
    {
        VOTE_REQUEST, VOTE_RESPONSE, HEARTBEAT, APPEND_ENTRIES, APPEND_RESPONSE
    }

    /** A message under way. */
    public static final class Message
    {
        public final Kind kind;
        public final int from;
        public final int to;
        public final long term;
        final long[] values;
        final boolean isPreVote;
        public final boolean isGranted;
        public final int fragmentOffset;
        final byte[] frames;
        long dueNs;
        long order;

        private Message(
            final Kind kind,
            final int from,
            final int to,
            final boolean isPreVote,
            final boolean isGranted,
            final byte[] frames,
            final long... values)
        {
            this.kind = kind;
            this.from = from;
            this.to = to;
            this.term = values[0];
            this.values = values;
            this.isPreVote = isPreVote;
            this.isGranted = isGranted;
            this.fragmentOffset = kind == Kind.APPEND_ENTRIES ? (int)values[5] : 0;
            this.frames = frames;
        }

        public long value(final int i)
        {
            return values[i];
        }

        public boolean isPreVote()
        {
            return isPreVote;
        }

        boolean deliver(final PeerHandler handler)
        {
            switch (kind)
            {
                case VOTE_REQUEST -> handler.onVoteRequest(from, term, values[1], values[2], isPreVote);
                case VOTE_RESPONSE -> handler.onVoteResponse(from, term, values[1], isPreVote, isGranted);
                case HEARTBEAT -> handler.onHeartbeat(from, term, values[1], values[2]);
                case APPEND_RESPONSE -> handler.onAppendResponse(
                    from, term, values[1], values[2], values[3], values[4], values[5], values[6]);
                default ->
                {
                    return handler.onAppendEntries(from, term, values[1], values[2], values[3], values[4],
                        fragmentOffset, new UnsafeBuffer(frames), 0, frames.length);
                }
            }
            return true;
        }
    }

    /** Chances from 0 to 1 and the longest delay. */
    public void faults(final double newLossRate, final double newRepeatRate, final double newFullRate,
        final long newDelayMaxNs)
    {
        lossRate = newLossRate;
        repeatRate = newRepeatRate;
        fullRate = newFullRate;
        delayMaxNs = newDelayMaxNs;
    }

    /** Lets through only what passes. */
    public void filter(final Predicate<Message> newFilter)
    {
        filter = newFilter;
    }

    /** Block or open one direction. */
    public void block(final int from, final int to, final boolean isBlocked)
    {
        blocked[from][to] = isBlocked;
    }

    /** Cut a member off, or connect it again, in both directions. */
    public void isolate(final int memberId, final boolean isBlocked)
    {
        for (int other = 0; other < blocked.length; other++)
        {
            blocked[memberId][other] = isBlocked;
            blocked[other][memberId] = isBlocked;
        }
    }

    public void heal()
    {
        for (final boolean[] row : blocked)
        {
            java.util.Arrays.fill(row, false);
        }
        faults(0, 0, 0, 0);
        filter = (message) -> true;
    }

    /** A message that was sent at any time, also by a former life of its sender, arrives once more. */
    public void replay(final Message message)
    {
        enqueue(copyOf(message));
    }

    public long sentCount()
    {
        return sentCount;
    }

    void advance(final long newNowNs)
    {
        nowNs = newNowNs;
        while (!inFlight.isEmpty() && inFlight.peek().dueNs - nowNs <= 0)
        {
            final Message message = inFlight.poll();
            inboxes.computeIfAbsent(message.to, (id) -> new ArrayList<>()).add(message);
        }
    }

    /** Nothing that waits at a member survives its crash; what is on its way does. */
    void forget(final int memberId)
    {
        inboxes.remove(memberId);
    }

    int poll(final int memberId, final PeerHandler handler, final int limit)
    {
        final List<Message> inbox = inboxes.computeIfAbsent(memberId, (id) -> new ArrayList<>());
        final ArrayDeque<Integer> heldBack = new ArrayDeque<>();
        int count = 0;
        final Iterator<Message> messages = inbox.iterator();
        while (messages.hasNext() && count < limit)
        {
            final Message message = messages.next();
            if (message.kind == Kind.APPEND_ENTRIES && heldBack.contains(message.from))
            {
                continue;
            }
            count++;
            if (message.deliver(handler))
            {
                messages.remove();
            }
            else
            {
                heldBack.add(message.from);
            }
        }
        return count;
    }

    private int send(final Message message)
    {
        if (fullRate > 0 && random.nextDouble() < fullRate)
        {
            return random.nextBoolean() ? PeerTransport.BACK_PRESSURED : PeerTransport.NOT_CONNECTED;
        }
        sentCount++;
        if (!blocked[message.from][message.to] && filter.test(message) &&
            (lossRate == 0 || random.nextDouble() >= lossRate))
        {
            enqueue(message);
            if (repeatRate > 0 && random.nextDouble() < repeatRate)
            {
                enqueue(copyOf(message));
            }
        }
        return PeerTransport.SENT;
    }

    private static Message copyOf(final Message message)
    {
        return new Message(message.kind, message.from, message.to, message.isPreVote, message.isGranted,
            message.frames, message.values);
    }

    private void enqueue(final Message message)
    {
        message.order = order++;
        message.dueNs = nowNs + 1 + (delayMaxNs == 0 ? 0 : Math.floorMod(random.nextLong(), delayMaxNs));
        inFlight.add(message);
    }

    /** Is shown every message before it leaves. */
    interface SendCheck
    {
        void onSend(Message message);
    }

    PeerTransport transport(final int memberId, final SendCheck check)
    {
        return new Transport(memberId, check);
    }

    private final class Transport implements RunningMemberTransport
    {
        private static final byte[] NO_FRAMES = {};

        private final int memberId;
        private final SendCheck check;

        private Transport(final int memberId, final SendCheck check)
        {
            this.memberId = memberId;
            this.check = check;
        }

        @Override
        public int doWork(final long newNowNs)
        {
            return 0;
        }

        @Override
        public void flush()
        {
        }

        @Override
        public int poll(final PeerHandler handler, final int fragmentLimit)
        {
            return TestNetwork.this.poll(memberId, handler, fragmentLimit);
        }

        @Override
        public int framesLengthMax()
        {
            return FRAMES_LENGTH_MAX;
        }

        @Override
        public int sendVoteRequest(
            final int peerId,
            final long term,
            final long lastLogIndex,
            final long lastLogTerm,
            final boolean isPreVote)
        {
            return checkAndSend(new Message(Kind.VOTE_REQUEST, memberId, peerId, isPreVote, false, NO_FRAMES,
                term, lastLogIndex, lastLogTerm));
        }

        @Override
        public int sendVoteResponse(
            final int peerId,
            final long term,
            final long requestTerm,
            final boolean isPreVote,
            final boolean isGranted)
        {
            return checkAndSend(new Message(
                Kind.VOTE_RESPONSE, memberId, peerId, isPreVote, isGranted, NO_FRAMES, term, requestTerm));
        }

        @Override
        public int sendHeartbeat(
            final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
        {
            return checkAndSend(new Message(
                Kind.HEARTBEAT, memberId, peerId, false, false, NO_FRAMES, term, commitIndex, leaderTimeNs));
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
            final byte[] copy = new byte[length];
            frames.getBytes(offset, copy);
            return checkAndSend(new Message(Kind.APPEND_ENTRIES, memberId, peerId, false, false, copy,
                term, prevLogIndex, prevLogTerm, commitIndex, leaderTimeNs, fragmentOffset));
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
            return checkAndSend(new Message(Kind.APPEND_RESPONSE, memberId, peerId, false, false, NO_FRAMES,
                term, matchIndex, appendedIndex, leaderTimeNs, rejectedIndex, hintIndex, hintTerm));
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
            throw new UnsupportedOperationException("nobody asks for entries here");
        }

        @Override
        public void close()
        {
        }

        private int checkAndSend(final Message message)
        {
            check.onSend(message);
            return send(message);
        }
    }
}
