package io.balsa.simulation.check;

/**
 * What members promise while their logs are not what they had promised before: nothing at all while a log is being
 * repaired, and no vote while it has lost entries for good and has no entry of a leader that was elected without it.
 */
public final class Fences
{
    private final Violations violations;
    private final LogChains chains;
    private final Promises promises;
    private final boolean[] isRepairing;
    private final long[] fencedTerms;

    /**
     * Start with logs that are as they should be.
     *
     * @param violations  to report to.
     * @param chains      of all logs.
     * @param promises    what is durable.
     * @param memberCount members.
     */
    public Fences(
        final Violations violations, final LogChains chains, final Promises promises, final int memberCount)
    {
        this.violations = violations;
        this.chains = chains;
        this.promises = promises;
        isRepairing = new boolean[memberCount];
        fencedTerms = new long[memberCount];
    }

    /**
     * The log of a member was found damaged.
     *
     * @param member number of the member.
     */
    public void onDamaged(final int member)
    {
        isRepairing[member] = true;
    }

    /**
     * Whether a member's log is being repaired: what it had promised may be on its way back.
     *
     * @param member number of the member.
     * @return true if so.
     */
    public boolean isRepairing(final int member)
    {
        return isRepairing[member];
    }

    /**
     * A process of a member begins to take part.
     *
     * @param member number of the member.
     */
    public void onStarted(final int member)
    {
        isRepairing[member] = false;
    }

    /**
     * A member has given up entries that it had promised to keep.
     *
     * @param member     number of the member.
     * @param fencedTerm whose leaders are elected without it.
     */
    public void onStartedOver(final int member, final long fencedTerm)
    {
        fencedTerms[member] = fencedTerm;
    }

    /**
     * Whether a member must not vote.
     *
     * @param member number of the member.
     * @return true if so.
     */
    public boolean isUp(final int member)
    {
        return fencedTerms[member] > 0 && chains.termAt(member, promises.index(member)) < fencedTerms[member];
    }

    /**
     * A member says something that is of Raft.
     *
     * @param member number of the member.
     */
    public void onSent(final int member)
    {
        if (isRepairing[member])
        {
            throw violations.raise(
                Invariant.DAMAGE, "member=" + member + " takes part before its damaged log is repaired");
        }
    }

    /**
     * A member votes or asks for votes, in a trial too.
     *
     * @param member number of the member.
     */
    public void onVote(final int member)
    {
        if (isUp(member))
        {
            throw violations.raise(Invariant.DAMAGE, "member=" + member + " has lost entries, and votes before it " +
                "has one of fencedTerm=" + fencedTerms[member]);
        }
    }
}
