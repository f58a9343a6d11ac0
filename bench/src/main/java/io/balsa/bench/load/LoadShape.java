package io.balsa.bench.load;

/**
 * What is sent, and when.
 *
 * @param payloadBytes  length of each command in bytes.
 * @param window        commands in flight at a time, at most.
 * @param ratePerSecond commands that are due in a second, whatever becomes of those before; 0 to send the next as soon
 *                      as the window has room.
 */
public record LoadShape(int payloadBytes, int window, int ratePerSecond)
{
    /** The shortest command in bytes: each carries its number. */
    public static final int PAYLOAD_BYTES_MIN = Long.BYTES;

    /**
     * Whether commands are due at a rate.
     *
     * @return false when each waits for room.
     */
    public boolean isOpen()
    {
        return ratePerSecond > 0;
    }
}
