package io.balsa.simulation.network;

import io.balsa.consensus.port.PeerTransport;

import java.util.ArrayDeque;

/**
 * One direction of one stream between two nodes. A send is claimed and then committed, as on a publication; a message
 * is under way until it arrives in the inbox, where it waits to be polled.
 * <p>
 * A link has lives: one ends when it is closed, when a receiver that cannot be reached is noticed, and when its client
 * starts again. What was under way on a former life is lost.
 */
final class Link implements NetworkEvent
{
    private static final long NEVER = Long.MAX_VALUE;

    final int from;
    final int to;
    final LinkStream stream;
    private final ArrayDeque<Message> inOrder = new ArrayDeque<>();
    private final ArrayDeque<Message> inbox = new ArrayDeque<>();
    private final SimNetwork network;
    private long lastDueNs;
    private long cloggedUntilNs;
    private long closedUntilNs;
    private long goneAtNs = NEVER;
    private int underWayCount;
    private int unheardCount;
    private int life;
    private boolean isBlocked;
    private boolean isLifeEnded;

    Link(final SimNetwork network, final int from, final int to, final LinkStream stream)
    {
        this.network = network;
        this.from = from;
        this.to = to;
        this.stream = stream;
    }

    private LinkSettings settings()
    {
        return network.settings(stream);
    }

    private boolean isReliable()
    {
        return settings().model() == LinkModel.RELIABLE;
    }

    private int load()
    {
        return underWayCount + unheardCount + inbox.size();
    }

    int life()
    {
        return life;
    }

    /** Whether messages can leave; notices what is to be noticed by now. */
    boolean isConnected()
    {
        final long nowNs = network.nowNs();
        if (nowNs < goneAtNs)
        {
            return nowNs >= closedUntilNs;
        }
        if (!isLifeEnded)
        {
            isLifeEnded = true;
            endLife();
        }
        return false;
    }

    int tryClaim()
    {
        if (!isConnected())
        {
            return refuse(NetworkFault.REFUSED_NOT_CONNECTED, PeerTransport.NOT_CONNECTED);
        }
        final LinkSettings settings = settings();
        if (network.isDrawn(settings.refuseRate()))
        {
            return refuse(NetworkFault.REFUSED_BY_CHANCE, PeerTransport.BACK_PRESSURED);
        }
        if (network.isDrawn(settings.closeRate()))
        {
            network.onFault(NetworkFault.CLOSED, this);
            close(network.nowNs() + network.exponential(settings.closeMeanNs()));
            return PeerTransport.NOT_CONNECTED;
        }
        final boolean isDropping = settings.isDroppingWhenFull() && !isReliable();
        if (!isDropping && load() >= settings.capacity())
        {
            return refuse(NetworkFault.REFUSED_FULL, PeerTransport.BACK_PRESSURED);
        }
        return PeerTransport.SENT;
    }

    private int refuse(final NetworkFault fault, final int code)
    {
        network.onFault(fault, this);
        return code;
    }

    /** Send what was claimed. */
    void send(final Message message)
    {
        network.onSend(this, message);
        message.link = this;
        message.life = life;
        message.receiverIncarnation = network.incarnation(to);
        final LinkSettings settings = settings();
        if (network.isDrawn(settings.clogRate()))
        {
            clog(network.nowNs() + network.exponential(settings.clogMeanNs()));
        }
        if (load() >= settings.capacity())
        {
            lose(message, NetworkFault.LOST_FULL);
        }
        else if (settings.model() == LinkModel.RELIABLE)
        {
            launch(damaged(message, settings), settings);
        }
        else if (isBlocked)
        {
            unheardCount++;
            lose(message, NetworkFault.LOST_BLOCKED);
        }
        else
        {
            sendUnreliably(message, settings);
        }
    }

    private void sendUnreliably(final Message message, final LinkSettings settings)
    {
        if (network.isDrawn(settings.repeatRate()))
        {
            network.onFault(NetworkFault.REPEATED, this);
            launch(network.pool().copy(message), settings);
        }
        if (network.isDrawn(settings.lossRate()))
        {
            lose(message, NetworkFault.LOST);
        }
        else
        {
            launch(damaged(message, settings), settings);
        }
    }

    private Message damaged(final Message message, final LinkSettings settings)
    {
        if (stream.isBetweenMembers() && network.isDrawn(settings.corruptRate()))
        {
            network.onFault(network.damage().corrupt(message), this);
        }
        if (network.isDrawn(settings.garbleRate()))
        {
            network.onFault(network.damage().garble(message), this);
        }
        return message;
    }

    private void launch(final Message message, final LinkSettings settings)
    {
        final long dueNs =
            network.nowNs() + settings.delayMinNs() + network.exponential(settings.delayMeanNs());
        underWayCount++;
        if (settings.model() == LinkModel.ARBITRARY)
        {
            launchAlone(message, dueNs);
        }
        else
        {
            lastDueNs = Math.max(lastDueNs, dueNs);
            message.dueNs = lastDueNs;
            inOrder.addLast(message);
            network.schedule(lastDueNs, this);
        }
    }

    private void launchAlone(final Message message, final long dueNs)
    {
        message.dueNs = dueNs;
        network.schedule(dueNs, message);
    }

    private void replay(final Message message, final LinkSettings settings)
    {
        network.onFault(NetworkFault.REPLAYED, this);
        final Message copy = network.pool().copy(message);
        copy.isReplay = true;
        underWayCount++;
        launchAlone(copy, network.nowNs() + network.exponential(settings.replayMeanNs()));
    }

    /** The first messages in order may be due; what was not, or is held up, has another event. */
    @Override
    public void onDue()
    {
        final long nowNs = network.nowNs();
        while (!inOrder.isEmpty() && inOrder.peekFirst().dueNs <= nowNs && !(isBlocked && isReliable()))
        {
            if (nowNs < cloggedUntilNs)
            {
                network.onFault(NetworkFault.CLOGGED, this);
                network.schedule(cloggedUntilNs, this);
                return;
            }
            arrive(inOrder.pollFirst());
        }
    }

    void onDue(final Message message)
    {
        if (network.nowNs() < cloggedUntilNs)
        {
            network.onFault(NetworkFault.CLOGGED, this);
            launchAlone(message, cloggedUntilNs);
            return;
        }
        arrive(message);
    }

    private void arrive(final Message message)
    {
        underWayCount--;
        if (isBlocked)
        {
            lose(message, NetworkFault.LOST_BLOCKED);
        }
        else if (message.isReplay)
        {
            arriveAgain(message);
        }
        else if (message.life != life)
        {
            lose(message, NetworkFault.LOST_CLOSED);
        }
        else if (network.isRunning(to, message.receiverIncarnation))
        {
            receive(message);
        }
        else if (stream != LinkStream.EGRESS && network.isDrawn(settings().surviveRate()))
        {
            network.onFault(NetworkFault.GIVEN_TO_NEXT_INCARNATION, this);
            receive(message);
        }
        else
        {
            lose(message, NetworkFault.LOST_RECEIVER);
        }
    }

    private void arriveAgain(final Message message)
    {
        if (network.isUp(to))
        {
            receive(message);
        }
        else
        {
            lose(message, NetworkFault.LOST_RECEIVER);
        }
    }

    private void receive(final Message message)
    {
        inbox.addLast(message);
        network.onArrival(to);
    }

    private void lose(final Message message, final NetworkFault fault)
    {
        network.onFault(fault, this);
        network.pool().giveBack(message);
    }

    /** The next message for the receiver, or null. It is the receiver's until it is taken or given back. */
    Message poll()
    {
        final Message message = inbox.pollFirst();
        if (message != null && !message.isDelivered)
        {
            message.isDelivered = true;
            network.onDeliver(this, message);
        }
        return message;
    }

    /** The receiver has taken a message. */
    void taken(final Message message)
    {
        final LinkSettings settings = settings();
        if (!message.isReplay && network.isDrawn(settings.replayRate()))
        {
            replay(message, settings);
        }
        network.pool().giveBack(message);
    }

    /** The receiver wants a message again, before any other of this link. */
    void giveBack(final Message message)
    {
        network.onFault(NetworkFault.REDELIVERED, this);
        inbox.addFirst(message);
    }

    private void endLife()
    {
        life++;
        unheardCount = 0;
        underWayCount -= inOrder.size();
        loseAll(inOrder, NetworkFault.LOST_CLOSED);
        if (!stream.isBetweenMembers())
        {
            loseAll(inbox, NetworkFault.LOST_CLOSED);
        }
    }

    private void loseAll(final ArrayDeque<Message> messages, final NetworkFault fault)
    {
        while (!messages.isEmpty())
        {
            lose(messages.pollFirst(), fault);
        }
    }

    void block(final boolean isBlockedNow)
    {
        if (isBlockedNow == isBlocked)
        {
            return;
        }
        if (isBlockedNow)
        {
            isBlocked = true;
            noticeLater();
            return;
        }
        isConnected();
        isBlocked = false;
        unheardCount = 0;
        if (network.isUp(to))
        {
            reconnect();
        }
        network.schedule(network.nowNs(), this);
    }

    private void noticeLater()
    {
        goneAtNs = Math.min(goneAtNs, network.nowNs() + network.exponential(settings().detectMeanNs()));
    }

    private void reconnect()
    {
        goneAtNs = NEVER;
        isLifeEnded = false;
    }

    void clog(final long untilNs)
    {
        cloggedUntilNs = Math.max(cloggedUntilNs, untilNs);
    }

    void close(final long untilNs)
    {
        closedUntilNs = Math.max(closedUntilNs, untilNs);
        endLife();
    }

    void heal()
    {
        block(false);
        cloggedUntilNs = 0;
        closedUntilNs = 0;
        network.schedule(network.nowNs(), this);
    }

    void onReceiverEnd()
    {
        loseAll(inbox, NetworkFault.LOST_RECEIVER);
        noticeLater();
    }

    void onReceiverStart()
    {
        isConnected();
        if (!isBlocked)
        {
            reconnect();
        }
    }

    void onSenderStart()
    {
        if (stream == LinkStream.INGRESS)
        {
            endLife();
        }
    }
}
