package io.balsa.consensus.core;

/**
 * Compares what the members have made of the same log: each tells all others the digest of its state at fixed indexes,
 * the checkpoints. A quorum that agrees is right. A member that a quorum contradicts stops; one that contradicts a
 * quorum is named by each of that quorum. Where no quorum agrees nobody can know who is right: then nobody stops, and
 * all raise an alarm.
 * <p>
 * Digests of the newest {@link #CHECKPOINTS_KEPT} checkpoints of each member are remembered, as members come to a
 * checkpoint at different times and messages get lost. A digest covers all that was applied before it, so a checkpoint
 * that could not be compared is made up for by the next.
 */
public final class DigestRules
{
    /** Default of the entries from one checkpoint to the next. */
    public static final int INTERVAL_DEFAULT = 1024;

    /** Most entries from one checkpoint to the next. */
    public static final int INTERVAL_MAX = 1 << 20;

    /** Checkpoints of each member that are remembered. */
    public static final int CHECKPOINTS_KEPT = 16;

    private final Membership membership;
    private final Alarm alarm;
    private final int interval;
    private final long[][] indexes;
    private final long[][] digests;
    private final long[] agreedIndexes;
    private final boolean[] isDifferent;
    private long newestIndex;
    private long newestDigest;
    private long quorumIndex;
    private long divergedIndex;
    private long divergedAfterIndex;
    private int differenceCount;

    /** Is told that two states differ, once until they agree again. */
    @FunctionalInterface
    public interface Alarm
    {
        /**
         * Another member has made another state of the same log.
         *
         * @param memberId   of the other member.
         * @param afterIndex up to which both had the same, 0 for not known.
         * @param index      up to which they do not.
         * @param isDecided  true when a quorum agrees with this member: then the other one is wrong.
         */
        void onDifference(int memberId, long afterIndex, long index, boolean isDecided);
    }

    /**
     * Begin with nothing known.
     *
     * @param config   of the rules.
     * @param interval entries from one checkpoint to the next: a power of two up to {@link #INTERVAL_MAX}.
     * @param alarm    to raise.
     * @throws IllegalArgumentException when the interval is not allowed.
     */
    public DigestRules(final RaftConfig config, final int interval, final Alarm alarm)
    {
        checkInterval(interval);
        membership = new Membership(config.memberId(), config.memberIds(), config.quorumFloor());
        this.interval = interval;
        this.alarm = alarm;
        indexes = new long[membership.size()][CHECKPOINTS_KEPT];
        digests = new long[membership.size()][CHECKPOINTS_KEPT];
        agreedIndexes = new long[membership.size()];
        isDifferent = new boolean[membership.size()];
    }

    /**
     * Check a number of entries from one checkpoint to the next.
     *
     * @param interval of checkpoints.
     * @throws IllegalArgumentException when it is not a power of two up to {@link #INTERVAL_MAX}.
     */
    public static void checkInterval(final int interval)
    {
        if (interval < 1 || interval > INTERVAL_MAX || Integer.bitCount(interval) != 1)
        {
            throw new IllegalArgumentException(
                "digestInterval=" + interval + " is not allowed: a power of two up to " + INTERVAL_MAX);
        }
    }

    /**
     * Whether members compare their states behind an entry.
     *
     * @param index of the entry.
     * @return true if so.
     */
    public boolean isCheckpoint(final long index)
    {
        return (index & (interval - 1)) == 0;
    }

    /**
     * This member has applied the entry of a checkpoint.
     *
     * @param index  of the entry.
     * @param digest of its state, 0 when it is not known.
     */
    public void onApplied(final long index, final long digest)
    {
        if (digest != 0)
        {
            newestIndex = index;
            newestDigest = digest;
            note(membership.selfSlot(), index, digest);
        }
    }

    /**
     * A member tells of its state. What cannot be is left alone.
     *
     * @param senderId of the member.
     * @param index    of the checkpoint.
     * @param digest   of its state there.
     */
    public void onDigest(final int senderId, final long index, final long digest)
    {
        final int slot = membership.slotOf(senderId);
        if (slot != Membership.NULL_SLOT && slot != membership.selfSlot() && index > 0 && isCheckpoint(index))
        {
            note(slot, index, digest);
        }
    }

    private void note(final int slot, final long index, final long digest)
    {
        final int place = place(index);
        if (index >= indexes[slot][place])
        {
            indexes[slot][place] = index;
            digests[slot][place] = digest;
            compare(index, place);
        }
    }

    private int place(final long index)
    {
        return (int)(index / interval) & (CHECKPOINTS_KEPT - 1);
    }

    private void compare(final long index, final int place)
    {
        final int self = membership.selfSlot();
        if (!isTold(self, index, place))
        {
            return;
        }
        final int sameCount = agreeingCount(self, index, place);
        final boolean isDecided = sameCount >= membership.quorumSize();
        if (isDecided)
        {
            quorumIndex = Math.max(quorumIndex, index);
        }
        final boolean isUndecidable = toldCount(index, place) == membership.size();
        for (int slot = 0; slot < membership.size(); slot++)
        {
            if (slot != self && isTold(slot, index, place))
            {
                compare(slot, index, place, isDecided, isUndecidable);
            }
        }
    }

    private void compare(
        final int slot, final long index, final int place, final boolean isDecided, final boolean isUndecidable)
    {
        if (digests[slot][place] == digests[membership.selfSlot()][place])
        {
            agreedIndexes[slot] = Math.max(agreedIndexes[slot], index);
            isDifferent[slot] &= index < agreedIndexes[slot];
        }
        else if (agreeingCount(slot, index, place) >= membership.quorumSize())
        {
            divergedIndex = index;
            divergedAfterIndex = agreedIndexes[slot];
        }
        else if ((isDecided || isUndecidable) && !isDifferent[slot])
        {
            isDifferent[slot] = true;
            differenceCount++;
            alarm.onDifference(membership.memberId(slot), agreedIndexes[slot], index, isDecided);
        }
    }

    private boolean isTold(final int slot, final long index, final int place)
    {
        return indexes[slot][place] == index;
    }

    private int toldCount(final long index, final int place)
    {
        int count = 0;
        for (int slot = 0; slot < membership.size(); slot++)
        {
            count += isTold(slot, index, place) ? 1 : 0;
        }
        return count;
    }

    private int agreeingCount(final int with, final long index, final int place)
    {
        int count = 0;
        for (int slot = 0; slot < membership.size(); slot++)
        {
            count += isTold(slot, index, place) && digests[slot][place] == digests[with][place] ? 1 : 0;
        }
        return count;
    }

    /**
     * Look whether this member may go on.
     *
     * @throws StateDiverged when a quorum has made another state of the log.
     */
    public void check()
    {
        if (divergedIndex != 0)
        {
            throw new StateDiverged("the state of this member is not that of the others: a quorum agrees on another " +
                "one after index=" + divergedIndex + ", and this member agreed with it up to index=" +
                divergedAfterIndex + "; look for what in the state machine is not deterministic, delete the " +
                "snapshots of this member that end behind index=" + divergedAfterIndex + ", then start it again");
        }
    }

    /**
     * The newest checkpoint of this member.
     *
     * @return log index, 0 for none.
     */
    public long newestIndex()
    {
        return newestIndex;
    }

    /**
     * Digest of this member's state at its newest checkpoint.
     *
     * @return the digest.
     */
    public long newestDigest()
    {
        return newestDigest;
    }

    /**
     * The newest checkpoint at which this member agreed with a quorum.
     *
     * @return log index, 0 for none.
     */
    public long quorumIndex()
    {
        return quorumIndex;
    }

    /**
     * How often an alarm was raised.
     *
     * @return number since the start.
     */
    public int differenceCount()
    {
        return differenceCount;
    }
}
