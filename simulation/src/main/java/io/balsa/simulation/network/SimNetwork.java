package io.balsa.simulation.network;

import org.agrona.collections.MutableLong;

import java.util.EnumMap;
import java.util.SplittableRandom;

/**
 * The links between all nodes. Nodes are numbered from 0 on: members first, by their member ids, then clients.
 * <p>
 * The same calls in the same order with the same random give the same network.
 */
public final class SimNetwork
{
    private static final LinkStream[] STREAMS = LinkStream.values();

    private final SplittableRandom random;
    private final NetworkEvents events;
    private final NetworkObserver observer;
    private final MessagePool pool = new MessagePool();
    private final Damage damage;
    private final int nodeCount;
    private final Link[] links;
    private final int[] incarnations;
    private final boolean[] isUp;
    private final EnumMap<NetworkFault, MutableLong> faultCounts = new EnumMap<>(NetworkFault.class);
    private NetworkSettings settings;
    private long sentCount;
    private long deliveredCount;
    private long nextSource = 1;

    /**
     * Create a network in which no process runs yet.
     *
     * @param random    of the network alone.
     * @param settings  of its links.
     * @param events    the kernel.
     * @param observer  of all messages.
     * @param nodeCount members and clients together.
     */
    public SimNetwork(
        final SplittableRandom random,
        final NetworkSettings settings,
        final NetworkEvents events,
        final NetworkObserver observer,
        final int nodeCount)
    {
        this.random = random;
        this.settings = settings;
        this.events = events;
        this.observer = observer;
        this.nodeCount = nodeCount;
        damage = new Damage(random);
        links = new Link[nodeCount * nodeCount * LinkStream.COUNT];
        incarnations = new int[nodeCount];
        isUp = new boolean[nodeCount];
        for (final NetworkFault fault : NetworkFault.values())
        {
            faultCounts.put(fault, new MutableLong());
        }
    }

    /**
     * How many nodes there are.
     *
     * @return members and clients together.
     */
    public int nodeCount()
    {
        return nodeCount;
    }

    /**
     * Settings in force.
     *
     * @return the settings.
     */
    public NetworkSettings settings()
    {
        return settings;
    }

    /**
     * Behave otherwise from now on. What is under way, blocked, clogged or closed stays so: see {@link #heal()}.
     *
     * @param newSettings of the links.
     */
    public void settings(final NetworkSettings newSettings)
    {
        settings = newSettings;
    }

    /**
     * A process starts on a node. Its transports are made after this.
     *
     * @param nodeId of the process.
     */
    public void onProcessStart(final int nodeId)
    {
        if (isUp[nodeId])
        {
            throw new IllegalStateException("node " + nodeId + " runs a process already; end it first");
        }
        isUp[nodeId] = true;
        incarnations[nodeId]++;
        for (int other = 0; other < nodeCount; other++)
        {
            for (final LinkStream stream : STREAMS)
            {
                final Link outgoing = linkOrNull(nodeId, other, stream);
                if (outgoing != null)
                {
                    outgoing.onSenderStart();
                }
                final Link incoming = linkOrNull(other, nodeId, stream);
                if (incoming != null)
                {
                    incoming.onReceiverStart();
                }
            }
        }
    }

    /**
     * The process of a node is gone, at once and without a word. What has arrived is lost. What is under way to it is
     * lost or reaches its next incarnation. What it has sent is still under way. Its transports do nothing any more.
     *
     * @param nodeId of the process.
     */
    public void onProcessEnd(final int nodeId)
    {
        if (!isUp[nodeId])
        {
            return;
        }
        isUp[nodeId] = false;
        for (int other = 0; other < nodeCount; other++)
        {
            for (final LinkStream stream : STREAMS)
            {
                final Link incoming = linkOrNull(other, nodeId, stream);
                if (incoming != null)
                {
                    incoming.onReceiverEnd();
                }
            }
        }
    }

    /**
     * Whether a process runs on a node.
     *
     * @param nodeId of the node.
     * @return true when one does.
     */
    public boolean isUp(final int nodeId)
    {
        return isUp[nodeId];
    }

    boolean isRunning(final int nodeId, final int incarnation)
    {
        return isUp[nodeId] && incarnations[nodeId] == incarnation;
    }

    int incarnation(final int nodeId)
    {
        return incarnations[nodeId];
    }

    /**
     * Block one direction, or open it again. On links that are not reliable, what is sent or arrives while it is
     * blocked is lost; reliable ones hold it up. If the block lasts, the sender sees that nobody is there.
     *
     * @param from      node that sends.
     * @param to        node that receives.
     * @param isBlocked true to block.
     */
    public void block(final int from, final int to, final boolean isBlocked)
    {
        for (final LinkStream stream : STREAMS)
        {
            if (isBlocked || linkOrNull(from, to, stream) != null)
            {
                link(from, to, stream).block(isBlocked);
            }
        }
    }

    /**
     * Let what is under way on a link arrive later.
     *
     * @param from    node that sends.
     * @param to      node that receives.
     * @param stream  of the link.
     * @param untilNs until when nothing arrives.
     */
    public void clog(final int from, final int to, final LinkStream stream, final long untilNs)
    {
        link(from, to, stream).clog(untilNs);
    }

    /**
     * Close a link: what is under way is lost, and nobody is there for a while. Between a client and a member the
     * connection is gone.
     *
     * @param from    node that sends.
     * @param to      node that receives.
     * @param stream  of the link.
     * @param untilNs until when nobody is there.
     */
    public void close(final int from, final int to, final LinkStream stream, final long untilNs)
    {
        link(from, to, stream).close(untilNs);
    }

    /** Open all that is blocked, clogged or closed. The settings stay. */
    public void heal()
    {
        for (final Link link : links)
        {
            if (link != null)
            {
                link.heal();
            }
        }
    }

    /**
     * How often the network did something.
     *
     * @param fault what it did.
     * @return count since the start.
     */
    public long count(final NetworkFault fault)
    {
        return faultCounts.get(fault).get();
    }

    /**
     * How many messages left their senders.
     *
     * @return count since the start.
     */
    public long sentCount()
    {
        return sentCount;
    }

    /**
     * How many messages were given to their receivers.
     *
     * @return count since the start.
     */
    public long deliveredCount()
    {
        return deliveredCount;
    }

    Link link(final int from, final int to, final LinkStream stream)
    {
        final int position = position(from, to, stream);
        Link link = links[position];
        if (link == null)
        {
            link = new Link(this, from, to, stream);
            links[position] = link;
        }
        return link;
    }

    private Link linkOrNull(final int from, final int to, final LinkStream stream)
    {
        return links[position(from, to, stream)];
    }

    private int position(final int from, final int to, final LinkStream stream)
    {
        return (from * nodeCount + to) * LinkStream.COUNT + stream.position;
    }

    LinkSettings settings(final LinkStream stream)
    {
        return stream == LinkStream.SNAPSHOT ? settings.snapshots() :
            stream.isBetweenMembers() ? settings.members() : settings.clients();
    }

    MessagePool pool()
    {
        return pool;
    }

    Damage damage()
    {
        return damage;
    }

    long nowNs()
    {
        return events.nowNs();
    }

    /** Number of a connection as its client knows it. */
    long nextSource()
    {
        return nextSource++;
    }

    boolean isDrawn(final double rate)
    {
        return rate > 0 && random.nextDouble() < rate;
    }

    /** The strict logarithm: the same on every machine. */
    long exponential(final long meanNs)
    {
        return meanNs == 0 ? 0 : (long)(-StrictMath.log(1.0 - random.nextDouble()) * meanNs);
    }

    void schedule(final long dueNs, final NetworkEvent event)
    {
        events.schedule(dueNs, event);
    }

    void beforeSend(final int nodeId)
    {
        events.beforeSend(nodeId);
    }

    void onArrival(final int nodeId)
    {
        events.onArrival(nodeId);
    }

    void onSend(final Link link, final Message message)
    {
        sentCount++;
        observer.onSend(link.from, link.to, link.stream, message.buffer, 0, message.length);
    }

    void onDeliver(final Link link, final Message message)
    {
        deliveredCount++;
        observer.onDeliver(link.from, link.to, link.stream, message.buffer, 0, message.length);
    }

    void onFault(final NetworkFault fault, final Link link)
    {
        faultCounts.get(fault).increment();
        observer.onFault(fault, link.from, link.to, link.stream);
    }
}
