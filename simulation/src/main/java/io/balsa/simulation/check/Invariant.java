package io.balsa.simulation.check;

/**
 * What must hold in every run.
 */
public enum Invariant
{
    /** At most one leader a term, over all history, and it was elected by a quorum. */
    ELECTION_SAFETY("I1"),

    /** A leader never removes or rewrites entries of its own log in its term. */
    LEADER_APPEND_ONLY("I2"),

    /** Entries with equal index and term have equal content, and so have all entries before them. */
    LOG_MATCHING("I3"),

    /** The log of a new leader holds every entry that was committed in an earlier term. */
    LEADER_COMPLETENESS("I4"),

    /** All members commit and apply the same entries in the same order and come to the same state. */
    STATE_MACHINE_SAFETY("I5"),

    /** The term of a member never goes back, and it votes once at most in a term, also over losses of power. */
    TERM_AND_VOTE("I6"),

    /** What a message promises was durable before the message left. */
    DURABLE_BEFORE_SENT("I7"),

    /** In one life of a member the commit index only grows; applied is at most committed, committed at most held. */
    COMMIT_ORDER("I8"),

    /** An entry is committed once it is durable on a quorum, by counting copies of an entry of the leader's term. */
    COMMIT_RULE("I9"),

    /** What a follower says to match does match its leader's log, and never shrinks in a term. */
    MATCH_INDEX("I10"),

    /** A committed entry is never removed, and nothing is removed but for a conflict with the leader. */
    TRUNCATION("I11"),

    /** What was promised as durable is there after any crash and loss of power; nothing appears that nobody wrote. */
    DURABILITY("I12"),

    /** A recovery that is interrupted and repeated comes to the same state, and that state is durable when it ends. */
    RECOVERY("I13"),

    /** A damaged log is not served, and its member promises nothing until it is repaired, or fenced and made whole. */
    DAMAGE("I14"),

    /** After a failed sync nothing that promises durability leaves the member in this life. */
    FAILED_SYNC("I15"),

    /** Clients see one order of commands that respects real time. */
    LINEARIZABILITY("I16"),

    /** A command takes effect once at most, and those of one session in the order of their sequences. */
    EXACTLY_ONCE("I17"),

    /** What a client is told is true. */
    REPLY_TRUTH("I18"),

    /** A snapshot and the log behind it make the state of the whole log; snapshots of one index are equal. */
    SNAPSHOT_EQUIVALENCE("I24"),

    /** Only what is committed is in a snapshot, and a log goes on from a snapshot that is whole, without a gap. */
    SNAPSHOT_BOUND("I25"),

    /** When faults end, a leader is found, every command is answered and the members come to one state. */
    LIVENESS("I28"),

    /** Without commands and faults the cluster rests: no change of leader, no flood of messages. */
    QUIET("I29"),

    /** Windows, queues, tables, segments and open files stay within their limits. */
    BOUNDED("I30"),

    /** What a member shows of itself agrees with what its messages say. */
    OBSERVABILITY("I31"),

    /** The time that state machines are told never goes back, whatever the clocks of leaders do. */
    LOG_TIME("I34");

    private final String id;

    Invariant(final String id)
    {
        this.id = id;
    }

    /**
     * Short name, stable over releases.
     *
     * @return for example {@code I1}.
     */
    public String id()
    {
        return id;
    }
}
