package io.balsa.simulation.check;

/**
 * What would be found on the disks of the members if all of them lost power now. Answered by the simulator, for members
 * that are down too.
 */
public interface DurableView
{
    /**
     * Whether a member's disk holds the log up to an entry.
     *
     * @param member number of the member.
     * @param index  of the entry.
     * @param chain  that the log has at the index, see {@link LogChains}.
     * @return true if so; {@link Promises#isSynced} answers from what the member's log reported.
     */
    boolean isDurable(int member, long index, long chain);

    /**
     * Whether a leader may count on a member for an entry that it had promised to keep and has given up since. See
     * {@link Promises#isCounted}.
     *
     * @param member number of the member.
     * @param index  of the entry.
     * @param term   of the leader.
     * @return true if so.
     */
    default boolean isCounted(final int member, final long index, final long term)
    {
        return false;
    }

    /**
     * The term on a member's disk.
     *
     * @param member number of the member.
     * @return the term, 0 for none.
     */
    long storedTerm(int member);

    /**
     * The vote on a member's disk, given in {@link #storedTerm}.
     *
     * @param member number of the member.
     * @return number of the member voted for, or -1.
     */
    int storedVotedFor(int member);
}
