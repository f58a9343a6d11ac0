package io.balsa.bench.load;

/**
 * Tells which commands were applied, each once and in which order: a digest of the numbers that they begin with.
 */
public final class CommandDigest
{
    /** Before the first command. */
    public static final long EMPTY = 0;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private CommandDigest()
    {
    }

    /**
     * Apply one more command.
     *
     * @param digest so far.
     * @param number that the command begins with.
     * @return the digest behind it.
     */
    public static long next(final long digest, final long number)
    {
        return (digest + number + 1) * FACTOR;
    }

    /**
     * The digest after commands with the numbers from 0 on, each once and in order.
     *
     * @param commands how many.
     * @return the digest.
     */
    public static long after(final long commands)
    {
        long digest = EMPTY;
        for (long number = 0; number < commands; number++)
        {
            digest = next(digest, number);
        }
        return digest;
    }
}
