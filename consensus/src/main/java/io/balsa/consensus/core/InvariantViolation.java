package io.balsa.consensus.core;

/**
 * Something that must hold does not. The member must stop: going on could lose an acknowledged command.
 */
public final class InvariantViolation extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Create a violation.
     *
     * @param message what was broken, with the values.
     */
    public InvariantViolation(final String message)
    {
        super(message);
    }
}
