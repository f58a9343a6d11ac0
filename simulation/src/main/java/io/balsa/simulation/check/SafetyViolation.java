package io.balsa.simulation.check;

/**
 * Something that must hold does not: the run has found a bug.
 */
public final class SafetyViolation extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What does not hold. */
    private final Invariant invariant;

    SafetyViolation(final Invariant invariant, final String what)
    {
        super(invariant.id() + " " + invariant + ": " + what);
        this.invariant = invariant;
    }

    /**
     * What does not hold.
     *
     * @return the invariant.
     */
    public Invariant invariant()
    {
        return invariant;
    }
}
