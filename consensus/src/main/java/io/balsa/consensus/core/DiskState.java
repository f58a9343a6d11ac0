package io.balsa.consensus.core;

/**
 * What a member's own disk does for it. Only with {@link #OK} does a member stand for election.
 */
public enum DiskState
{
    /** It makes durable what it is given, and has room. */
    OK(0),

    /** For longer than {@link RaftConfig#diskStallTimeoutNs()} it has done nothing of what it was asked for. */
    STALLED(1),

    /** It has no room for another entry. */
    FULL(2);

    private static final DiskState[] VALUES = values();

    private final int code;

    DiskState(final int code)
    {
        this.code = code;
    }

    /**
     * Stable number of the state, for counters.
     *
     * @return the number.
     */
    public int code()
    {
        return code;
    }

    /**
     * The state with a number.
     *
     * @param code of the state.
     * @return the state.
     * @throws IllegalArgumentException when there is none.
     */
    public static DiskState get(final int code)
    {
        if (code < 0 || code >= VALUES.length)
        {
            throw new IllegalArgumentException("no disk state with code=" + code);
        }
        return VALUES[code];
    }
}
