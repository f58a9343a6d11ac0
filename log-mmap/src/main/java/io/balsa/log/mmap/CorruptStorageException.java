package io.balsa.log.mmap;

/** Bytes that were once written whole are damaged or missing. Nothing is cut or repaired behind the operator's back. */
public class CorruptStorageException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /**
     * With a message.
     *
     * @param message one line: what, where, what to do.
     */
    public CorruptStorageException(final String message)
    {
        super(message);
    }
}
