package io.balsa.simulation.world;

/**
 * A run has failed though no checker of an invariant says so: a member halted or refused to start without a reason, or
 * a promise about progress was not kept.
 */
public final class RunFailure extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    RunFailure(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
