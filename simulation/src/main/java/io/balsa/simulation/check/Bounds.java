package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * What members hold in memory and on disk, against their {@link Limits}.
 */
public final class Bounds
{
    private static final int CAPACITY_MIN = 256;

    /** What an entry takes in its segment besides its own bytes: its offset. */
    private static final long SLOT_LENGTH = Integer.BYTES;

    private final Violations violations;
    private final Limits limits;
    private final MemberEntries[] members;

    /**
     * Start with empty logs.
     *
     * @param violations  to report to.
     * @param limits      of the members.
     * @param memberCount members.
     */
    public Bounds(final Violations violations, final Limits limits, final int memberCount)
    {
        this.violations = violations;
        this.limits = limits;
        members = new MemberEntries[memberCount];
        for (int i = 0; i < memberCount; i++)
        {
            members[i] = new MemberEntries();
        }
    }

    /** Lengths of the entries of one log. */
    private static final class MemberEntries
    {
        /** Bytes of all entries up to an index. */
        private long[] ends = new long[CAPACITY_MIN];
        /** The longest entry that there ever was to be room for at an index. */
        private int[] reserved = new int[CAPACITY_MIN];
        private int lastIndex;
        private long lastTerm;
        /** First entry that followed one of another term, or a truncation. */
        private int lastTermFrom = 1;

        private void ensure(final int index)
        {
            if (index >= ends.length)
            {
                ends = Arrays.copyOf(ends, index * 2);
                reserved = Arrays.copyOf(reserved, index * 2);
            }
        }

        private void reserve(final int index, final int length)
        {
            ensure(index);
            reserved[index] = Math.max(reserved[index], length);
        }

        private void add(final long term, final int length)
        {
            lastIndex++;
            reserve(lastIndex, length);
            ends[lastIndex] = ends[lastIndex - 1] + length;
            if (term != lastTerm)
            {
                lastTerm = term;
                lastTermFrom = lastIndex;
            }
        }

        private void reset(final int index)
        {
            ensure(index);
            final int from = Math.min(lastIndex, index);
            Arrays.fill(ends, from, index + 1, ends[from]);
            lastIndex = index;
            lastTerm = 0;
        }

        private void truncate(final long fromIndex)
        {
            lastIndex = (int)Math.min(lastIndex, fromIndex - 1);
            lastTerm = 0;
        }
    }

    /**
     * A process begins to read its log.
     *
     * @param member     number of the member.
     * @param firstIndex of the log.
     */
    public void onRecoveryStart(final int member, final long firstIndex)
    {
        members[member].truncate(firstIndex);
    }

    /**
     * A log begins anew behind an entry.
     *
     * @param member number of the member.
     * @param index  of the entry.
     */
    public void onReset(final int member, final long index)
    {
        members[member].reset((int)index);
    }

    /**
     * A log takes an entry, or a process finds one; in order and without a gap.
     *
     * @param member      number of the member.
     * @param term        of the entry.
     * @param lengthBytes that it takes in the log.
     */
    public void onEntry(final int member, final long term, final int lengthBytes)
    {
        members[member].add(term, lengthBytes);
    }

    /**
     * A log has made room for an entry, which may not come or turn out to be shorter.
     *
     * @param member      number of the member.
     * @param index       of the entry.
     * @param lengthBytes that it was to take.
     */
    public void onReserved(final int member, final long index, final int lengthBytes)
    {
        members[member].reserve((int)index, lengthBytes);
    }

    /**
     * A log removes entries.
     *
     * @param member    number of the member.
     * @param fromIndex first index removed.
     */
    public void onTruncated(final int member, final long fromIndex)
    {
        members[member].truncate(fromIndex);
    }

    /**
     * A log takes a command.
     *
     * @param member        number of the member.
     * @param index         of the entry.
     * @param sequence      of the command in its session.
     * @param ackedSequence up to which its client had replies.
     */
    public void onCommand(final int member, final long index, final long sequence, final long ackedSequence)
    {
        if (sequence - ackedSequence > limits.sessionWindow())
        {
            throw violations.raise(Invariant.BOUNDED,
                "member=" + member + " has taken sequence=" + sequence + " at index=" + index + " with replies up to " +
                ackedSequence + ", of a session whose window is " + limits.sessionWindow());
        }
    }

    /**
     * A duty cycle of a leader has ended.
     *
     * @param member       number of the leader.
     * @param term         of the leader.
     * @param appliedIndex of the leader.
     */
    public void onLeaderShown(final int member, final long term, final long appliedIndex)
    {
        final MemberEntries entries = members[member];
        if (entries.lastTerm == term)
        {
            final int from = (int)Math.max(appliedIndex, entries.lastTermFrom - 1);
            final long bytes = entries.ends[entries.lastIndex] - entries.ends[from];
            if (bytes > limits.uncommittedBytesMax())
            {
                throw violations.raise(Invariant.BOUNDED, "leader=" + member + " in term=" + term + " holds " + bytes +
                    " bytes that are not applied, allowed are " + limits.uncommittedBytesMax());
            }
        }
    }

    /**
     * A duty cycle has ended with so many sessions.
     *
     * @param member           number of the member.
     * @param sessionCount     open ones.
     * @param pendingOpenCount those that wait to be opened.
     * @param pendingOpensMax  limit of them.
     */
    public void onSessionsShown(
        final int member, final long sessionCount, final long pendingOpenCount, final int pendingOpensMax)
    {
        if (sessionCount > limits.sessionsMax() || pendingOpenCount > pendingOpensMax)
        {
            throw violations.raise(Invariant.BOUNDED, "member=" + member + " has " + sessionCount + " sessions and " +
                pendingOpenCount + " that wait to be opened, allowed are " + limits.sessionsMax() + " and " +
                pendingOpensMax);
        }
    }

    /**
     * What a member's directory holds, whenever its sync agent has worked. Of two segments one behind the other, the
     * second was begun because the first had no room for what came.
     *
     * @param member      number of the member.
     * @param baseIndexes of the segments that have a name, ascending.
     */
    public void onSegments(final int member, final long[] baseIndexes)
    {
        final MemberEntries entries = members[member];
        for (int i = 1; i < baseIndexes.length && baseIndexes[i] <= entries.lastIndex; i++)
        {
            final int base = (int)baseIndexes[i];
            final int baseBefore = (int)baseIndexes[i - 1];
            final long bytes = entries.ends[base - 1] - entries.ends[baseBefore - 1];
            final long slotBytes = SLOT_LENGTH * (base - baseBefore + 1L);
            if (bytes + entries.reserved[base] + slotBytes <= limits.segmentRoomBytes())
            {
                throw violations.raise(Invariant.BOUNDED, "member=" + member + " has begun a segment at index=" + base +
                    " though the one before holds only " + bytes + " bytes and has room for " +
                    limits.segmentRoomBytes());
            }
        }
    }

    /**
     * What a process holds when the cluster rests.
     *
     * @param member        number of the member.
     * @param baseIndexes   of the segments that have a name, ascending.
     * @param openFileCount files that the process has open.
     * @param otherCount    files in its directory that it needs open, segments with a name aside.
     */
    public void onQuiet(
        final int member, final long[] baseIndexes, final int openFileCount, final int otherCount)
    {
        onSegments(member, baseIndexes);
        final long lastBase = baseIndexes[baseIndexes.length - 1];
        if (lastBase > members[member].lastIndex + 1L)
        {
            throw violations.raise(Invariant.BOUNDED, "member=" + member + " keeps a segment from index=" + lastBase +
                " on behind lastIndex=" + members[member].lastIndex);
        }
        if (openFileCount > baseIndexes.length + otherCount)
        {
            throw violations.raise(Invariant.BOUNDED, "member=" + member + " has " + openFileCount +
                " files open for " + baseIndexes.length + " segments and " + otherCount + " other files");
        }
    }
}
