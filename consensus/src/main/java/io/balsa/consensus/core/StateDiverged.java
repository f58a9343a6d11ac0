package io.balsa.consensus.core;

/**
 * This member has made another state of the log than a quorum of members, who agree. It must stop: what it would answer
 * is wrong.
 */
public final class StateDiverged extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Create the reason.
     *
     * @param message of one line: which entries, and what to do.
     */
    public StateDiverged(final String message)
    {
        super(message);
    }
}
