package io.balsa.node.demo;

import java.io.Serial;

/**
 * A demonstration could not be carried through. The message is one line: what, where, what to do.
 */
public final class DemoException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    DemoException(final String message)
    {
        super(message);
    }

    DemoException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
