package io.balsa.simulation.check;

/**
 * Remembers the first violation of a run. A violation is thrown where it is found, often in the middle of a member's
 * duty cycle, and the member may take it for a failure of its own; {@link #check()} brings it to light.
 */
public final class Violations
{
    private SafetyViolation first;

    /** Start without any. */
    public Violations()
    {
    }

    /**
     * Note a violation.
     *
     * @param invariant that does not hold.
     * @param what      happened, one line: who, term, index.
     * @return the violation, for the caller to throw.
     */
    public SafetyViolation raise(final Invariant invariant, final String what)
    {
        final SafetyViolation violation = new SafetyViolation(invariant, what);
        if (first == null)
        {
            first = violation;
        }
        return violation;
    }

    /**
     * The first one.
     *
     * @return the violation, or null while there is none.
     */
    public SafetyViolation first()
    {
        return first;
    }

    /**
     * To be called after everything that a member did.
     *
     * @throws SafetyViolation the first one, if there is any.
     */
    public void check()
    {
        if (first != null)
        {
            throw first;
        }
    }
}
