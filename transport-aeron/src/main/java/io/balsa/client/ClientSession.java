package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.transport.wire.EgressHandler;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.SplittableRandom;

/**
 * What the client decides, apart from how messages travel: when to look for a leader, what to send it again, and which
 * outcome each command ends with.
 * <p>
 * A command keeps its sequence over all repetitions, so that the cluster applies it once. "Not applied" is told only
 * when every sending of the command was refused; a sending whose fate is unknown makes it "indeterminate".
 * <p>
 * {@link BalsaClient} runs one over Aeron. Over another medium its owner calls, in each duty cycle and in this order,
 * {@link #onPoll}, the {@code on} methods for the messages that have arrived, and {@link #doWork()}. Threads: one at a
 * time; it has none and no clock of its own. It allocates nothing from an offer to its outcome.
 */
public final class ClientSession implements EgressHandler
{
    private static final long NEW_SESSION = 0;

    private final UnsafeBuffer empty = new UnsafeBuffer(new byte[0]);
    private final ClientContext context;
    private final Ingress ingress;
    private final ClientListener listener;
    private final SplittableRandom random;
    private final PendingCommands pending;
    private final LeaderTracker leader;
    private long nowNs;
    private long clientKey;
    private long sessionId = NEW_SESSION;
    private long nextCorrelationId = 1;
    private long firstCorrelationId = 1;
    private long sendNext = 1;
    private long abandonedTo = 1;
    private int window;
    private int commandLengthMax;
    private boolean isClosing;
    private boolean isClosed;

    /**
     * Start a session that is not open yet; it looks for a leader as soon as it is driven.
     *
     * @param context settings; {@link ClientContext#members()} and what else is about Aeron is not looked at.
     * @param ingress ways to the members.
     * @param nowNs   monotonic time.
     * @throws IllegalArgumentException when a setting of the session is not allowed.
     */
    public ClientSession(final ClientContext context, final Ingress ingress, final long nowNs)
    {
        context.concludeSession();
        this.context = context;
        this.ingress = ingress;
        this.nowNs = nowNs;
        listener = context.listener();
        random = new SplittableRandom(context.randomSeed());
        clientKey = random.nextLong();
        window = context.window();
        commandLengthMax = context.commandLengthMax();
        pending = new PendingCommands(window, context.pendingBytesMax());
        leader = new LeaderTracker(
            ingress.memberCount(),
            context.leaderTimeoutNs(),
            context.searchIntervalMinNs(),
            context.searchIntervalMaxNs(),
            nowNs);
    }

    /**
     * Whether the session is attached to a leader.
     *
     * @return true when it is.
     */
    public boolean isConnected()
    {
        return leader.isAttached();
    }

    /**
     * Whether the session has ended after {@link #startClose()}.
     *
     * @return true when it has.
     */
    public boolean isClosed()
    {
        return isClosed;
    }

    /**
     * The session of the client.
     *
     * @return session id, or 0 when none is open.
     */
    public long sessionId()
    {
        return sessionId;
    }

    /**
     * The leader that the session is attached to.
     *
     * @return member id, or -1.
     */
    public int leaderId()
    {
        return leader.isAttached() ? ingress.memberId(leader.position()) : -1;
    }

    /**
     * How many commands are held, from the oldest unanswered one on.
     *
     * @return count.
     */
    public int unansweredCount()
    {
        return (int)(pending.next() - pending.first());
    }

    /**
     * Before messages are polled: time goes on.
     *
     * @param pollNowNs monotonic time.
     */
    public void onPoll(final long pollNowNs)
    {
        nowNs = pollNowNs;
        leader.onPoll(pollNowNs);
    }

    /**
     * After messages were polled: timeouts, searches, what could not be sent before.
     *
     * @return work count.
     */
    public int doWork()
    {
        int work = completeAbandoned();
        work += completeOverdue();
        if (leader.isAttached())
        {
            if (leader.isSilent(nowNs))
            {
                leader.startSearch(nowNs);
                return work + 1;
            }
            if (leader.isPingDue(nowNs) && ingress.sendPing(leader.position(), nextCorrelationId))
            {
                nextCorrelationId++;
                leader.onPinged(nowNs);
                work++;
            }
            return work + sendUnsent();
        }
        return work + search();
    }

    private int search()
    {
        if (isClosing || !leader.isSearchDue(nowNs))
        {
            return 0;
        }
        for (int i = 0; i < ingress.memberCount(); i++)
        {
            ask(i);
        }
        return 1;
    }

    private void ask(final int position)
    {
        if (ingress.sendConnect(position, nextCorrelationId, clientKey, sessionId))
        {
            nextCorrelationId++;
            leader.onAsked(position, nowNs);
        }
    }

    /**
     * Offer a command. It is copied, sent at once where possible, and its outcome is told to the listener exactly once
     * if a number was returned. The time a command is allowed runs from the newest {@link #onPoll}.
     *
     * @param buffer that holds the command.
     * @param offset of the command in bytes.
     * @param length of the command in bytes; may be 0.
     * @return sequence of the command, positive and rising; or {@link BalsaClient#BACK_PRESSURED}, {@link
     * BalsaClient#NOT_CONNECTED} or {@link BalsaClient#TOO_LARGE}.
     */
    public long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > commandLengthMax)
        {
            return BalsaClient.TOO_LARGE;
        }
        if (sessionId == NEW_SESSION || isClosing)
        {
            return BalsaClient.NOT_CONNECTED;
        }
        if (pending.next() - pending.first() >= window)
        {
            return BalsaClient.BACK_PRESSURED;
        }
        final long sequence = pending.add(buffer, offset, length, nowNs + context.commandTimeoutNs());
        if (sequence == PendingCommands.FULL)
        {
            return BalsaClient.BACK_PRESSURED;
        }
        sendUnsent();
        return sequence;
    }

    private int sendUnsent()
    {
        int sent = 0;
        while (leader.isAttached() && sendNext < pending.next() && sendNext - pending.first() < window)
        {
            if (pending.contains(sendNext))
            {
                if (!send(sendNext))
                {
                    break;
                }
                sent++;
            }
            sendNext++;
        }
        return sent;
    }

    private boolean send(final long sequence)
    {
        final boolean isSent = ingress.sendCommand(
            leader.position(),
            sessionId,
            sequence,
            pending.first() - 1,
            pending.buffer(),
            pending.offset(sequence),
            pending.length(sequence));
        if (isSent)
        {
            pending.onSent(sequence);
        }
        return isSent;
    }

    @Override
    public void onConnectResponse(
        final long source,
        final long correlationId,
        final long responseSessionId,
        final long term,
        final int memberId,
        final int leaderId,
        final int responseCommandLengthMax,
        final int responseWindow,
        final ConnectCode code)
    {
        if (isClosing)
        {
            isClosed |= code == ConnectCode.CLOSED && leader.isAttachedTo(source);
            return;
        }
        final int position = position(memberId);
        if (leader.isAttached() || position < 0 || correlationId < firstCorrelationId)
        {
            return;
        }
        leader.onAnswer(position, code);
        switch (code)
        {
            case OK ->
            {
                if (sessionId == NEW_SESSION || sessionId == responseSessionId)
                {
                    commandLengthMax = Math.min(context.commandLengthMax(), responseCommandLengthMax);
                    window = Math.max(1, Math.min(context.window(), responseWindow));
                    attach(position, source, responseSessionId, term);
                }
            }
            case NOT_LEADER -> askNamedLeader(position, leaderId);
            case SESSION_UNKNOWN ->
            {
                if (sessionId != NEW_SESSION)
                {
                    loseSession();
                }
            }
            default ->
            {
            }
        }
    }

    private void askNamedLeader(final int answeringPosition, final int leaderId)
    {
        final int named = position(leaderId);
        if (named >= 0 && named != answeringPosition && leader.mayAsk(named, nowNs))
        {
            ask(named);
        }
    }

    private int position(final int memberId)
    {
        for (int i = 0; i < ingress.memberCount(); i++)
        {
            if (ingress.memberId(i) == memberId)
            {
                return i;
            }
        }
        return -1;
    }

    private void attach(final int position, final long source, final long newSessionId, final long term)
    {
        sessionId = newSessionId;
        sendNext = pending.first();
        leader.attach(position, source, nowNs);
        listener.onLeader(ingress.memberId(position), term, newSessionId);
        sendUnsent();
    }

    @Override
    public void onCommandReply(
        final long source,
        final long replySessionId,
        final long sequence,
        final long index,
        final int leaderId,
        final OutcomeCode code,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        leader.onHeard(source, nowNs);
        if (replySessionId != sessionId || !pending.contains(sequence))
        {
            return;
        }
        final boolean isFromLeader = leader.isAttachedTo(source);
        if (code == OutcomeCode.OK || code == OutcomeCode.FAILED)
        {
            complete(sequence, outcome(code), index, result, offset, length);
        }
        else if (code == OutcomeCode.NOT_LEADER)
        {
            pending.onRefused(sequence);
            if (isFromLeader)
            {
                leader.startSearch(nowNs);
            }
        }
        else if (!isFromLeader)
        {
            onRefusedByOther(sequence, code);
        }
        else if (code == OutcomeCode.SESSION_UNKNOWN)
        {
            onSessionUnknown(sequence);
        }
        else
        {
            final boolean isOnlySending = pending.sendCount(sequence) <= 1;
            complete(sequence, isOnlySending ? outcome(code) : Outcome.INDETERMINATE, index, result, offset, length);
        }
    }

    private void onRefusedByOther(final long sequence, final OutcomeCode code)
    {
        if (outcome(code) != Outcome.INDETERMINATE)
        {
            pending.onRefused(sequence);
        }
    }

    private void onSessionUnknown(final long sequence)
    {
        pending.onRefused(sequence);
        if (pending.sendCount(sequence) == 0)
        {
            complete(sequence, Outcome.SESSION_UNKNOWN, 0, empty, 0, 0);
        }
        loseSession();
    }

    private static Outcome outcome(final OutcomeCode code)
    {
        return switch (code)
        {
            case OK -> Outcome.OK;
            case FAILED -> Outcome.FAILED;
            case REJECTED -> Outcome.REJECTED;
            case NOT_APPLIED -> Outcome.NOT_APPLIED;
            case BUSY -> Outcome.BUSY;
            case TOO_LARGE -> Outcome.TOO_LARGE;
            case DISK_FULL -> Outcome.DISK_FULL;
            default -> Outcome.INDETERMINATE;
        };
    }

    @Override
    public void onLeaderEvent(final long source, final long eventSessionId, final int leaderId)
    {
        if (leader.isAttachedTo(source))
        {
            leader.startSearch(nowNs);
        }
    }

    @Override
    public void onPong(final long source, final int leaderId, final int memberId)
    {
        leader.onHeard(source, nowNs);
        if (leader.isAttachedTo(source) && leaderId != memberId)
        {
            leader.startSearch(nowNs);
        }
    }

    private void loseSession()
    {
        final long lostSessionId = sessionId;
        sessionId = NEW_SESSION;
        clientKey = random.nextLong();
        firstCorrelationId = nextCorrelationId;
        leader.startSearch(nowNs);
        abandonedTo = pending.next();
        completeAbandoned();
        listener.onSessionLost(lostSessionId);
    }

    private int completeAbandoned()
    {
        int completed = 0;
        while (pending.first() < abandonedTo)
        {
            completeUnanswered(pending.first());
            completed++;
        }
        return completed;
    }

    private int completeOverdue()
    {
        int completed = 0;
        while (!pending.isEmpty() && nowNs - pending.deadlineNs(pending.first()) >= 0)
        {
            final long sequence = pending.first();
            listener.onTimeout(sequence, timeoutReason(sequence));
            completeUnanswered(sequence);
            completed++;
        }
        return completed;
    }

    private String timeoutReason(final long sequence)
    {
        return (pending.sendCount(sequence) > 0 ? "sent and not answered" : "not taken by any leader") +
            " within commandTimeoutNs=" + context.commandTimeoutNs() +
            (leader.isAttached() ? "; the leader is member " + leaderId() : "; there is no leader: " + describe());
    }

    private void completeUnanswered(final long sequence)
    {
        final boolean mayBeApplied = pending.sendCount(sequence) > 0;
        complete(sequence, mayBeApplied ? Outcome.INDETERMINATE : Outcome.NOT_APPLIED, 0, empty, 0, 0);
    }

    private void complete(
        final long sequence,
        final Outcome outcome,
        final long index,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        pending.remove(sequence);
        listener.onReply(sequence, outcome, index, result, offset, length);
    }

    /** Ask the leader to end the session; {@link #isClosed()} tells when it has. */
    public void startClose()
    {
        isClosing = true;
        isClosed = sessionId == NEW_SESSION || !leader.isAttached() ||
            !ingress.sendClose(leader.position(), nextCorrelationId++, sessionId);
    }

    /** Tell the outcome of all that is unanswered. */
    public void finishClose()
    {
        isClosed = true;
        abandonedTo = pending.next();
        completeAbandoned();
    }

    /**
     * What the members answered to the newest search, to find out why there is no leader.
     *
     * @return one line.
     */
    public String describe()
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < ingress.memberCount(); i++)
        {
            final ConnectCode answer = leader.answer(i);
            text.append(i == 0 ? "member " : ", member ").append(ingress.memberId(i)).append(' ')
                .append(answer != null ? "answers " + answer :
                    ingress.isConnected(i) ? "does not answer" : "is not reached");
        }
        return text.toString();
    }

    /**
     * What keeps the client from any member: another cluster, another version.
     *
     * @return one line, or null where nothing does.
     */
    public String mismatch()
    {
        for (int i = 0; i < ingress.memberCount(); i++)
        {
            final ConnectCode answer = leader.answer(i);
            if (answer == ConnectCode.WRONG_CLUSTER)
            {
                return "member " + ingress.memberId(i) + " answers WRONG_CLUSTER: it does not belong to clusterId=" +
                    context.clusterId() + "; give the clusterId that the member is configured with, or other members";
            }
            if (answer == ConnectCode.WRONG_VERSION)
            {
                return "member " + ingress.memberId(i) + " answers WRONG_VERSION: it does not speak version " +
                    WireProtocol.VERSION + " of this client; use the client of the release that the member runs";
            }
        }
        return null;
    }
}
