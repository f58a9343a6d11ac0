package io.balsa.simulation.mutant;

/**
 * A mutant cannot be made: its source is not there or has changed, or it does not compile.
 */
public final class MutantException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    MutantException(final String message)
    {
        super(message);
    }

    MutantException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
