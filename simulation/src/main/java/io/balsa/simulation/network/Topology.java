package io.balsa.simulation.network;

/**
 * Who reaches whom. Each method sets all directions between the members, so it undoes the one before. Those of clients
 * are set by {@link #partition} and {@link #full()} alone.
 */
public final class Topology
{
    /** Side of a node that reaches every side. */
    public static final int ALL_SIDES = -1;

    private final SimNetwork network;
    private final int memberCount;

    /**
     * Create one over the nodes of a network.
     *
     * @param network     to block and to open.
     * @param memberCount how many of its nodes, from 0 on, are members.
     */
    public Topology(final SimNetwork network, final int memberCount)
    {
        this.network = network;
        this.memberCount = memberCount;
    }

    /** Everyone reaches everyone. */
    public void full()
    {
        for (int from = 0; from < network.nodeCount(); from++)
        {
            for (int to = 0; to < network.nodeCount(); to++)
            {
                network.block(from, to, false);
            }
        }
    }

    /**
     * Cut a member off from the other members, one way or both, and let all others reach each other.
     *
     * @param memberId  of the member.
     * @param isHeard   whether the others still hear it.
     * @param isHearing whether it still hears the others.
     */
    public void isolate(final int memberId, final boolean isHeard, final boolean isHearing)
    {
        for (int from = 0; from < memberCount; from++)
        {
            for (int to = 0; to < memberCount; to++)
            {
                network.block(from, to, (from == memberId && !isHeard) || (to == memberId && !isHearing));
            }
        }
    }

    /**
     * Cut the network into sides.
     *
     * @param sides       side of each node, or {@link #ALL_SIDES}; nodes beyond its length are on all sides.
     * @param isSymmetric false where lower sides still hear higher ones.
     */
    public void partition(final int[] sides, final boolean isSymmetric)
    {
        for (int from = 0; from < network.nodeCount(); from++)
        {
            for (int to = 0; to < network.nodeCount(); to++)
            {
                network.block(from, to, isCut(side(sides, from), side(sides, to), isSymmetric));
            }
        }
    }

    private static int side(final int[] sides, final int nodeId)
    {
        return nodeId < sides.length ? sides[nodeId] : ALL_SIDES;
    }

    private static boolean isCut(final int from, final int to, final boolean isSymmetric)
    {
        return from != ALL_SIDES && to != ALL_SIDES && (isSymmetric ? from != to : from < to);
    }

    /** Each member reaches its two neighbours and no other member. */
    public void ring()
    {
        for (int from = 0; from < memberCount; from++)
        {
            for (int to = 0; to < memberCount; to++)
            {
                final int distance = Math.abs(from - to);
                network.block(from, to, distance > 1 && distance < memberCount - 1);
            }
        }
    }

    /** Each member reaches the one before and the one after it; the first and the last do not reach each other. */
    public void chain()
    {
        for (int from = 0; from < memberCount; from++)
        {
            for (int to = 0; to < memberCount; to++)
            {
                network.block(from, to, Math.abs(from - to) > 1);
            }
        }
    }

    /**
     * All members reach one member, and only that one.
     *
     * @param hubId of the member.
     */
    public void star(final int hubId)
    {
        for (int from = 0; from < memberCount; from++)
        {
            for (int to = 0; to < memberCount; to++)
            {
                network.block(from, to, from != hubId && to != hubId && from != to);
            }
        }
    }
}
