package io.balsa.simulation.check;

/**
 * What members have promised to keep. A member promises a part of its log by acknowledging it and when its log reports
 * it as synced; it is held to that after every crash and loss of power, unless it has truncated it since. Also holds
 * that an acknowledgement is durable when it leaves and agrees with the log of the leader that it goes to.
 */
public final class Promises
{
    private final Violations violations;
    private final LogChains chains;
    private final Elections elections;
    private final DurableView durable;
    private final Floor[] floors;
    private final long[] givenUpIndexes;
    private final long[] fencedTerms;
    private final long[] ackTerms;
    private final long[] matchIndexes;

    /**
     * Start without promises.
     *
     * @param violations  to report to.
     * @param chains      of all logs.
     * @param elections   who leads.
     * @param durable     what is on the disks.
     * @param memberCount members.
     */
    public Promises(
        final Violations violations,
        final LogChains chains,
        final Elections elections,
        final DurableView durable,
        final int memberCount)
    {
        this.violations = violations;
        this.chains = chains;
        this.elections = elections;
        this.durable = durable;
        floors = new Floor[memberCount];
        for (int i = 0; i < memberCount; i++)
        {
            floors[i] = new Floor();
        }
        givenUpIndexes = new long[memberCount];
        fencedTerms = new long[memberCount];
        ackTerms = new long[memberCount];
        matchIndexes = new long[memberCount];
    }

    /** The log up to an index, as its chain. */
    private static final class Floor
    {
        private long index;
        private long lastBatch;
        private long chain = LogChains.EMPTY;

        private void raise(final long newIndex, final long newChain)
        {
            if (newIndex > index)
            {
                final long batch = newIndex - index;
                set(newIndex, newChain);
                lastBatch = batch;
            }
        }

        private void set(final long newIndex, final long newChain)
        {
            index = newIndex;
            chain = newChain;
            lastBatch = 0;
        }
    }

    /**
     * A process of a member begins, after its log was recovered.
     *
     * @param member number of the member.
     */
    public void onStarted(final int member)
    {
        final Floor floor = floors[member];
        if (!isKept(member))
        {
            throw violations.raise(Invariant.DURABILITY, "member=" + member + " recovered lastIndex=" +
                chains.lastIndex(member) + " and lost entries up to index=" + floor.index +
                " that it had acknowledged or reported as synced");
        }
        ackTerms[member] = 0;
        matchIndexes[member] = 0;
    }

    /**
     * Whether the log of a member, as it was recovered, holds all that it is held to.
     *
     * @param member number of the member.
     * @return true if so; otherwise {@link #onStarted} would report it.
     */
    public boolean isKept(final int member)
    {
        return chains.holds(member, floors[member].index, floors[member].chain);
    }

    /**
     * What a member is held to.
     *
     * @param member number of the member.
     * @return highest index, 0 for nothing.
     */
    public long index(final int member)
    {
        return floors[member].index;
    }

    /**
     * What a member has promised last.
     *
     * @param member number of the member.
     * @return entries that it was not held to before its last promise, or as many as are known.
     */
    public long lastBatch(final int member)
    {
        return floors[member].lastBatch;
    }

    /**
     * The log of a member reports what is durable. Costs nothing while the index stays.
     *
     * @param member number of the member.
     * @param index  up to which the log is synced.
     */
    public void onSynced(final int member, final long index)
    {
        if (index > floors[member].index)
        {
            if (index > chains.lastIndex(member))
            {
                throw violations.raise(Invariant.DURABILITY, "member=" + member + " reports syncedIndex=" + index +
                    " beyond lastIndex=" + chains.lastIndex(member));
            }
            floors[member].raise(index, chains.chainAt(member, index));
        }
    }

    /**
     * Whether the log of a member, as it is now, is synced up to an entry by its own report. After a crash: what it had
     * reported and is held to.
     *
     * @param member number of the member.
     * @param index  of the entry.
     * @param chain  at the index.
     * @return true if so.
     */
    public boolean isSynced(final int member, final long index, final long chain)
    {
        return index <= floors[member].index && chains.holds(member, index, chain);
    }

    /**
     * An acknowledgement (AppendResponse) leaves a member.
     *
     * @param member        number of the follower.
     * @param receiver      number of the member that it goes to.
     * @param term          of the follower.
     * @param matchIndex    said to be verified and durable.
     * @param appendedIndex said to be verified.
     */
    public void onAck(
        final int member, final int receiver, final long term, final long matchIndex, final long appendedIndex)
    {
        if (matchIndex < 0 || matchIndex > appendedIndex || appendedIndex > chains.lastIndex(member))
        {
            throw wrong(member, term, "matchIndex=" + matchIndex + " appendedIndex=" + appendedIndex + " lastIndex=" +
                chains.lastIndex(member));
        }
        if (appendedIndex > 0)
        {
            checkAgainstLeader(member, receiver, term, appendedIndex);
        }
        if (matchIndex > 0)
        {
            final long chain = chains.chainAt(member, matchIndex);
            if (!durable.isDurable(member, matchIndex, chain))
            {
                throw violations.raise(Invariant.DURABLE_BEFORE_SENT, "member=" + member + " of term=" + term +
                    " acknowledged matchIndex=" + matchIndex + " that is not durable");
            }
            if (term == ackTerms[member] && matchIndex < matchIndexes[member])
            {
                throw wrong(member, term, "matchIndex=" + matchIndex + " after matchIndex=" + matchIndexes[member]);
            }
            floors[member].raise(matchIndex, chain);
            ackTerms[member] = term;
            matchIndexes[member] = matchIndex;
        }
    }

    /**
     * Entries are removed from the end of a log: they are promised no longer.
     *
     * @param member    number of the member.
     * @param fromIndex first index removed.
     */
    public void onTruncated(final int member, final long fromIndex)
    {
        if (fromIndex <= floors[member].index)
        {
            floors[member].set(fromIndex - 1, chains.chainAt(member, fromIndex - 1));
        }
    }

    /**
     * A member has given up what its damaged log had lost, after it was recovered. Leaders of terms before that of its
     * fence may still count what it had promised.
     *
     * @param member     number of the member.
     * @param fencedTerm whose leaders are elected without it.
     */
    public void onStartedOver(final int member, final long fencedTerm)
    {
        final long lastIndex = chains.lastIndex(member);
        if (floors[member].index > lastIndex)
        {
            givenUpIndexes[member] = Math.max(givenUpIndexes[member], floors[member].index);
            floors[member].set(lastIndex, chains.chainAt(member, lastIndex));
        }
        fencedTerms[member] = fencedTerm;
    }

    /**
     * Whether a leader may count on a member for what it has given up since.
     *
     * @param member number of the member.
     * @param index  of the entry.
     * @param term   of the leader.
     * @return true if so.
     */
    public boolean isCounted(final int member, final long index, final long term)
    {
        return index <= givenUpIndexes[member] && term < fencedTerms[member];
    }

    /**
     * A member is held to nothing any more: its disk was wiped, or it lost power in a mode that does not survive that.
     *
     * @param member number of the member.
     */
    public void onReleased(final int member)
    {
        floors[member].set(0, LogChains.EMPTY);
    }

    private void checkAgainstLeader(
        final int member, final int receiver, final long term, final long appendedIndex)
    {
        if (elections.leaderOf(term) != receiver)
        {
            throw wrong(member, term, "appendedIndex=" + appendedIndex + " told to member=" + receiver +
                " that does not lead the term");
        }
        if (chains.isIntactSinceElected(receiver, term) &&
            !chains.holds(receiver, appendedIndex, chains.chainAt(member, appendedIndex)))
        {
            throw wrong(member, term, "appendedIndex=" + appendedIndex + " where the log differs from leader=" +
                receiver + " with lastIndex=" + chains.lastIndex(receiver));
        }
    }

    private SafetyViolation wrong(final int member, final long term, final String what)
    {
        return violations.raise(Invariant.MATCH_INDEX, "ack of member=" + member + " in term=" + term + ": " + what);
    }
}
