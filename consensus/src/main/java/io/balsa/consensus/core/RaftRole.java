package io.balsa.consensus.core;

/**
 * The role of a member in its current term (paper 5.1; the pre-candidate is thesis 9.6).
 */
public enum RaftRole
{
    /** Follows a leader, or waits for one. */
    FOLLOWER(0),

    /** Asks whether it would win an election; has changed neither term nor vote. */
    PRE_CANDIDATE(1),

    /** Stands for election in its current term. */
    CANDIDATE(2),

    /** Leads its current term. */
    LEADER(3);

    private static final RaftRole[] VALUES = values();

    private final int code;

    RaftRole(final int code)
    {
        this.code = code;
    }

    /**
     * Stable number of the role, for counters and the wire.
     *
     * @return the number.
     */
    public int code()
    {
        return code;
    }

    /**
     * The role with a number.
     *
     * @param code of the role.
     * @return the role.
     * @throws IllegalArgumentException when there is none.
     */
    public static RaftRole get(final int code)
    {
        if (code < 0 || code >= VALUES.length)
        {
            throw new IllegalArgumentException("no role with code=" + code);
        }
        return VALUES[code];
    }
}
