package io.balsa.bench.jraft;

import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A command on its way, and its answer. */
final class JraftCommand implements Serializable
{
    @Serial
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    /**
     * Create.
     *
     * @param bytes that become its own; none for the answer to a command that was not applied.
     */
    JraftCommand(final byte[] bytes)
    {
        this.bytes = bytes;
    }

    byte[] bytes()
    {
        return bytes;
    }

    boolean isApplied()
    {
        return bytes.length > 0;
    }

    long number()
    {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }
}
