package io.balsa.simulation.check;

/**
 * Leaders whose own disk hangs or is full. Holds that such a leader gives up office in bounded time, though its
 * heartbeats are answered as ever.
 */
public final class DiskStalls
{
    private final Violations violations;
    private final long stallMaxNs;
    private final Office[] offices;

    /**
     * Start without leaders.
     *
     * @param violations  to report to.
     * @param memberCount members.
     * @param stallMaxNs  longest time in office with a disk that does nothing, in simulated time.
     */
    public DiskStalls(final Violations violations, final int memberCount, final long stallMaxNs)
    {
        this.violations = violations;
        this.stallMaxNs = stallMaxNs;
        offices = new Office[memberCount];
        for (int i = 0; i < memberCount; i++)
        {
            offices[i] = new Office();
        }
    }

    /** What the disk of a member does while it leads. */
    private static final class Office
    {
        private long syncedIndex;
        private long pauseCount;
        private long syncingSinceNs;
        private long refusingSinceNs;
    }

    /**
     * What a member shows after a duty cycle.
     *
     * @param member      number of the member.
     * @param isLeader    whether it leads.
     * @param syncedIndex of its log.
     * @param lastIndex   of its log.
     * @param isRefusing  whether its log takes no entries.
     * @param pauseCount  how often it noticed that it had stood still itself: then it gives its disk time again.
     * @param cycleNs     simulated time when the cycle began.
     */
    public void onShown(
        final int member,
        final boolean isLeader,
        final long syncedIndex,
        final long lastIndex,
        final boolean isRefusing,
        final long pauseCount,
        final long cycleNs)
    {
        final Office office = offices[member];
        final boolean isNew = !isLeader || pauseCount != office.pauseCount;
        if (isNew || syncedIndex >= lastIndex || syncedIndex != office.syncedIndex)
        {
            office.syncingSinceNs = cycleNs;
        }
        if (isNew || !isRefusing)
        {
            office.refusingSinceNs = cycleNs;
        }
        office.syncedIndex = syncedIndex;
        office.pauseCount = pauseCount;
        check(member, cycleNs - office.syncingSinceNs, "synced nothing");
        check(member, cycleNs - office.refusingSinceNs, "took no entries");
    }

    private void check(final int member, final long stallNs, final String what)
    {
        if (stallNs > stallMaxNs)
        {
            throw violations.raise(Invariant.LIVENESS, "the disk of leader=" + member + " " + what + " for " +
                stallNs / 1_000_000 + " ms, and it is still in office");
        }
    }
}
