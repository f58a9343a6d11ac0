package io.balsa.log.mmap;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

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

    /**
     * For a failed action on a file.
     *
     * @param action that failed, as in "cannot ... path".
     * @param path   of the file.
     * @param cause  of the failure.
     * @return the exception; a {@link DiskFullException} when the device has no room.
     */
    public static StorageException of(final String action, final Path path, final IOException cause)
    {
        final String reason = reason(cause);
        final String lowerCase = reason.toLowerCase(Locale.ROOT);
        if (lowerCase.contains("no space left") || lowerCase.contains("quota exceeded"))
        {
            return new DiskFullException("cannot " + action + " " + path + ": " + reason + "; free some space", cause);
        }
        return new StorageException("cannot " + action + " " + path + ": " + reason, cause);
    }

    /**
     * What to tell of a failure of the file system.
     *
     * @param cause of the failure.
     * @return a few words.
     */
    public static String reason(final IOException cause)
    {
        return cause instanceof NoSuchFileException ?
            "no such file" :
            Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }
}
