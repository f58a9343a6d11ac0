package io.balsa.simulation.check;

/**
 * Members whose disk has failed them: what was written may be gone although a later sync succeeds, so in this life they
 * may promise nothing more.
 */
public final class FailedSyncs
{
    private final Violations violations;
    private final boolean[] hasFailed;

    /**
     * Start without failures.
     *
     * @param violations  to report to.
     * @param memberCount members.
     */
    public FailedSyncs(final Violations violations, final int memberCount)
    {
        this.violations = violations;
        hasFailed = new boolean[memberCount];
    }

    /**
     * A process of a member begins.
     *
     * @param member number of the member.
     */
    public void onStarted(final int member)
    {
        hasFailed[member] = false;
    }

    /**
     * A sync of a member has failed.
     *
     * @param member number of the member.
     */
    public void onSyncFailed(final int member)
    {
        hasFailed[member] = true;
    }

    /**
     * A vote or an acknowledgement of entries leaves a member.
     *
     * @param member number of the member.
     * @param term   of the message.
     */
    public void onPromise(final int member, final long term)
    {
        if (hasFailed[member])
        {
            throw violations.raise(Invariant.FAILED_SYNC,
                "vote or ack of member=" + member + " in term=" + term + " after a failed sync");
        }
    }
}
