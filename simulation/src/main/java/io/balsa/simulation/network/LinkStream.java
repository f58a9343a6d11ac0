package io.balsa.simulation.network;

/**
 * What a link carries; from one node to another there is at most one link of each.
 */
public enum LinkStream
{
    /** Votes, heartbeats and acknowledgements between members. */
    CONTROL(0),

    /** Log entries between members. */
    LOG(1),

    /** Requests of a client to a member. */
    INGRESS(2),

    /** Answers of a member to a client. */
    EGRESS(3),

    /** Bytes of snapshots between members. */
    SNAPSHOT(4);

    static final int COUNT = 5;

    final int position;

    LinkStream(final int position)
    {
        this.position = position;
    }

    boolean isBetweenMembers()
    {
        return this == CONTROL || this == LOG || this == SNAPSHOT;
    }
}
