package io.balsa.log.mmap;

/** The directory belongs to another cluster, member, program or to a newer version. Nothing in it was changed. */
public final class ForeignDirectoryException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param message one line: what, where, what to do.
     */
    public ForeignDirectoryException(final String message)
    {
        super(message);
    }
}
