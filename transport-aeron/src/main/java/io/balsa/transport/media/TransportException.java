package io.balsa.transport.media;

/**
 * The transport cannot start or cannot go on: a port is taken, a name does not resolve, a media driver is not there.
 * The message is one line that says what failed, where, and what to do.
 */
public final class TransportException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Create an exception.
     *
     * @param message what failed, where, and what to do.
     */
    public TransportException(final String message)
    {
        super(message);
    }

    /**
     * Create an exception.
     *
     * @param message what failed, where, and what to do.
     * @param cause   as the layer below told it.
     */
    public TransportException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
