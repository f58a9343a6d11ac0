package io.balsa.node;

import java.io.Serial;

/**
 * A configuration that cannot be used. The message is one line: key, value, what is wrong, what is allowed.
 */
public final class ConfigurationException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Create.
     *
     * @param message one line.
     */
    public ConfigurationException(final String message)
    {
        super(message);
    }
}
