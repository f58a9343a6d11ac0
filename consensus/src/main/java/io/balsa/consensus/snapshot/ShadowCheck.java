package io.balsa.consensus.snapshot;

import io.balsa.consensus.state.CheckpointDigests;

/**
 * Holds the second instance of a member's state against the first, which answers clients, at each checkpoint that both
 * have come to. Digests cover all that was applied before: one that could not be compared is made up for by the next.
 */
final class ShadowCheck
{
    private final CheckpointDigests first;
    private long index;
    private long digest;
    private long agreedIndex;

    ShadowCheck(final CheckpointDigests first)
    {
        this.first = first;
    }

    /** The second instance has applied an entry. */
    void onApplied(final long appliedIndex, final long digestThere)
    {
        if (digestThere != CheckpointDigests.UNKNOWN && first.isCheckpoint(appliedIndex))
        {
            index = appliedIndex;
            digest = digestThere;
        }
    }

    /**
     * Compare, as soon as the first instance has come as far.
     *
     * @throws IllegalStateException when the two differ. Which of them is wrong the other members know.
     */
    void check()
    {
        final long expected = index == 0 ? CheckpointDigests.UNKNOWN : first.digestAt(index);
        if (expected == CheckpointDigests.UNKNOWN)
        {
            return;
        }
        if (expected != digest)
        {
            throw new IllegalStateException("the two instances of the state machine that this member runs have made " +
                "different states of the same log: they agreed up to index=" + agreedIndex + " and differ at index=" +
                index + "; no more snapshots are taken. Look for what in the state machine is not deterministic, " +
                "delete the snapshots of this member that end behind index=" + agreedIndex + ", then start it again");
        }
        agreedIndex = index;
        index = 0;
    }
}
