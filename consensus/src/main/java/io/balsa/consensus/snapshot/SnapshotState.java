package io.balsa.consensus.snapshot;

/** What the snapshots of a member are at. */
public enum SnapshotState
{
    /** None are taken: they are switched off, or the service has none. */
    OFF(0),
    /** The second instance of the state follows the log. */
    FOLLOWING(1),
    /** One is being written. */
    WRITING(2),
    /** The second instance cannot go on, and none are taken until the member is started again. */
    STOPPED(3);

    private static final SnapshotState[] VALUES = values();

    private final int code;

    SnapshotState(final int code)
    {
        this.code = code;
    }

    /**
     * Number of the state in counters.
     *
     * @return the code.
     */
    public int code()
    {
        return code;
    }

    /**
     * The state of a code.
     *
     * @param code of the state.
     * @return the state.
     */
    public static SnapshotState get(final int code)
    {
        return VALUES[code];
    }
}
