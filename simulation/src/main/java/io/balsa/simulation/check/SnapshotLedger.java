package io.balsa.simulation.check;

import org.agrona.collections.Long2LongHashMap;

/**
 * What the snapshots of all members hold: only what is committed, and the same on each that ends with the same entry.
 * The log of a member goes on from a snapshot of its own that is whole, or begins with the first entry.
 */
public final class SnapshotLedger
{
    private static final long MISSING = 0;
    /** What a log that is shortened rests on. */
    private static final int WHOLE_MIN = 2;

    private final Violations violations;
    private final Marks marks;
    private final CommitLedger commits;
    private final Long2LongHashMap contents = new Long2LongHashMap(MISSING);
    private final Long2LongHashMap firstIndexes = new Long2LongHashMap(1);

    SnapshotLedger(final Violations violations, final Marks marks, final CommitLedger commits)
    {
        this.violations = violations;
        this.marks = marks;
        this.commits = commits;
    }

    /**
     * A snapshot was published.
     *
     * @param member      number of the member.
     * @param index       of the last entry in it.
     * @param contentHash of all that is in it.
     */
    public void onPublished(final int member, final long index, final long contentHash)
    {
        marks.hit(Mark.SNAPSHOT_TAKEN);
        if (index > commits.committedIndex())
        {
            throw violations.raise(Invariant.SNAPSHOT_BOUND, "member=" + member + " has a snapshot of index=" + index +
                ", and only index=" + commits.committedIndex() + " is committed");
        }
        final long known = contents.putIfAbsent(index, contentHash == MISSING ? 1 : contentHash);
        if (known != MISSING && known != (contentHash == MISSING ? 1 : contentHash))
        {
            throw violations.raise(Invariant.SNAPSHOT_EQUIVALENCE, "the snapshots of index=" + index +
                " differ: that of member=" + member + " is not what another member, or an earlier life, has written");
        }
    }

    /**
     * A member has shortened its log behind its snapshots.
     *
     * @param member     number of the member.
     * @param firstIndex of its log now.
     * @param wholeCount snapshots of the member that are whole and reach up to its log.
     */
    public void onShortened(final int member, final long firstIndex, final int wholeCount)
    {
        firstIndexes.put(member, firstIndex);
        if (wholeCount < WHOLE_MIN)
        {
            throw violations.raise(Invariant.SNAPSHOT_BOUND, "member=" + member + " has shortened its log to index=" +
                firstIndex + ", and has " + wholeCount + " snapshots to go on from: no less than " + WHOLE_MIN +
                " are enough");
        }
    }

    /**
     * Where the log of a member begins.
     *
     * @param member number of the member.
     * @return log index.
     */
    public long firstIndex(final int member)
    {
        return firstIndexes.get(member);
    }

    /**
     * What a member has on its disk, at any moment.
     *
     * @param member     number of the member.
     * @param firstIndex of its log.
     * @param wholeIndex of the newest snapshot of the member that is whole, 0 for none.
     */
    public void onHeld(final int member, final long firstIndex, final long wholeIndex)
    {
        firstIndexes.put(member, firstIndex);
        if (firstIndex > wholeIndex + 1)
        {
            throw violations.raise(Invariant.SNAPSHOT_BOUND, "member=" + member + " has a log from index=" +
                firstIndex + " on, and its newest snapshot that is whole ends with index=" + wholeIndex);
        }
    }
}
