package io.balsa.consensus.latency;

import java.util.List;

/**
 * A part of the way of a command from its arrival at the leader to its answer. Each is told to the next look that the
 * duty cycle takes, so the wait for that look is part of it.
 */
public enum Stage
{
    /** From the start of the duty cycle that took the command in to its place in the leader's log. */
    INGRESS(0, "ingress", "start of the duty cycle that took it in, to appended"),

    /** From there to its offer to the first peer. */
    FIRST_SEND(1, "first send", "appended, to offered to the first peer"),

    /** From there to the acknowledgement with which enough peers have it for a quorum with this member. */
    ROUND_TRIP(2, "peer round trip", "offered to the first peer, to acknowledged by enough peers"),

    /** From its place in the leader's log to the leader's knowledge that it is durable there. */
    OWN_SYNC(3, "own sync", "appended, to durable here"),

    /** From its place in the leader's log to its commit, by whatever of the three stages before was the last. */
    QUORUM(4, "quorum", "appended, to committed"),

    /** From the commit to the end of the state machine's work on it. */
    APPLY(5, "apply", "committed, to applied"),

    /** From there to the offer of the reply to the client. */
    REPLY(6, "reply", "applied, to offered to the client"),

    /** From there to the end of the duty cycle, in which an embedded media driver sends. */
    CYCLE_END(7, "cycle end", "offered to the client, to the end of the duty cycle"),

    /** From the start of the first stage to the end of the last one. */
    LEADER(8, "leader whole", "ingress, quorum, apply, reply and cycle end together"),

    /** On a follower: from the start of the duty cycle that took the entry in to its place in the log. */
    FOLLOWER_APPEND(9, "follower append", "start of the duty cycle that took it in, to appended"),

    /** On a follower: from there to the knowledge that it is durable. */
    FOLLOWER_SYNC(10, "follower sync", "appended, to durable there"),

    /** On a follower: from there to the offer of the acknowledgement to the leader. */
    FOLLOWER_ACK(11, "follower ack", "durable there, to the acknowledgement offered"),

    /** On a follower: from there to the end of the duty cycle, in which an embedded media driver sends. */
    FOLLOWER_CYCLE_END(12, "follower cycle end", "acknowledgement offered, to the end of the duty cycle");

    /** The stages whose times follow on each other and make up {@link #LEADER}. */
    public static final List<Stage> IN_SEQUENCE = List.of(INGRESS, QUORUM, APPLY, REPLY, CYCLE_END);

    private final int code;
    private final String label;
    private final String meaning;

    Stage(final int code, final String label, final String meaning)
    {
        this.code = code;
        this.label = label;
        this.meaning = meaning;
    }

    /**
     * Its place in the buffer of {@link StageLatencies}.
     *
     * @return from 0 up.
     */
    int code()
    {
        return code;
    }

    /**
     * What it is called.
     *
     * @return a few words, which do not change between versions.
     */
    public String label()
    {
        return label;
    }

    /**
     * From what to what it is.
     *
     * @return half a line.
     */
    public String meaning()
    {
        return meaning;
    }
}
