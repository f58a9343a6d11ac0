package io.balsa.node.torture;

import java.io.Serial;

/** The machine, or the user, lacks something that is needed to cut the power of a file system. Nothing was tried. */
public final class CannotRunException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    CannotRunException(final String message)
    {
        super(message);
    }
}
