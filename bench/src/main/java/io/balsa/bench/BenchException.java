package io.balsa.bench;

import java.io.Serial;

/**
 * A measurement could not be carried through.
 */
public final class BenchException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Create.
     *
     * @param message one line: what, where, what to do.
     */
    public BenchException(final String message)
    {
        super(message);
    }

    /**
     * Create.
     *
     * @param message one line: what, where, what to do.
     * @param cause   of it.
     */
    public BenchException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
