package io.balsa.log.mmap;

/** A running member or a tool holds the lock of the directory. */
public final class DirectoryInUseException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /**
     * With the directory.
     *
     * @param location of the directory.
     * @param cause    null when another process holds the lock.
     */
    public DirectoryInUseException(final String location, final Throwable cause)
    {
        super(
            "directory " + location + " is in use by a running member or tool; stop it or choose another directory",
            cause);
    }
}
