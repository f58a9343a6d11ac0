package io.balsa.node.torture;

import java.io.Serial;

/** A promise that was broken, or something that was needed to try it and did not work. */
public final class TortureException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param message one line: what, where.
     */
    public TortureException(final String message)
    {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message one line: what, where.
     * @param cause   of it.
     */
    public TortureException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
