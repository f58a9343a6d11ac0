package io.balsa.consensus.core;

/**
 * Votes of one ballot: at most one a voter, the first one counts.
 */
final class VoteTally
{
    private long granted;
    private long refused;

    void reset()
    {
        granted = 0;
        refused = 0;
    }

    void record(final int slot, final boolean isGranted)
    {
        final long bit = 1L << slot;
        if (((granted | refused) & bit) == 0)
        {
            if (isGranted)
            {
                granted |= bit;
            }
            else
            {
                refused |= bit;
            }
        }
    }

    int grantedCount()
    {
        return Long.bitCount(granted);
    }

    int refusedCount()
    {
        return Long.bitCount(refused);
    }
}
