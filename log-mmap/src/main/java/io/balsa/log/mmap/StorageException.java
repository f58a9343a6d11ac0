package io.balsa.log.mmap;

/** A file or directory that cannot be used. The member must not go on with it. */
public class StorageException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param message one line: what, where, what to do.
     */
    public StorageException(final String message)
    {
        super(message);
    }

    /**
     * With a message and a cause.
     *
     * @param message one line: what, where, what to do.
     * @param cause   of the failure.
     */
    public StorageException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
