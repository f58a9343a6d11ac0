package io.balsa.consensus.core;

/**
 * Arithmetic of majorities. Stateless.
 */
final class Quorum
{
    private Quorum()
    {
    }

    /**
     * Fewest members that make a majority (paper 5.2), raised to a floor where one is configured.
     *
     * @param memberCount voters.
     * @param floor       never fewer than this many.
     * @return the size of a quorum.
     */
    static int size(final int memberCount, final int floor)
    {
        return Math.max(memberCount / 2 + 1, floor);
    }

    /**
     * The largest value that at least {@code quorumSize} of the values reach. Sorts the values in place: they are few.
     *
     * @param values     one a voter.
     * @param quorumSize how many must reach the result.
     * @return the value.
     */
    static long reachedBy(final long[] values, final int quorumSize)
    {
        for (int i = 1; i < values.length; i++)
        {
            final long value = values[i];
            int j = i - 1;
            while (j >= 0 && values[j] < value)
            {
                values[j + 1] = values[j];
                j--;
            }
            values[j + 1] = value;
        }
        return values[quorumSize - 1];
    }
}
