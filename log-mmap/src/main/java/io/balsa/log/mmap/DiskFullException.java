package io.balsa.log.mmap;

/** The device has no room. The only failure of a storage after which work may be tried again. */
public final class DiskFullException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /**
     * With a message and a cause.
     *
     * @param message one line: what, where, what to do.
     * @param cause   of the failure.
     */
    public DiskFullException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
