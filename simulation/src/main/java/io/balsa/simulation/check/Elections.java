package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * Terms, votes and leaders over all history. Holds: one leader a term, elected by votes of a quorum and never twice;
 * terms that members show never go back, one vote of a member in a term, and neither leaves before it is on disk, over
 * restarts and losses of power.
 */
public final class Elections
{
    private static final int NOBODY = -1;
    private static final long NO_TERM = -1;

    private final Violations violations;
    private final Marks marks;
    private final LogChains chains;
    private final CommitLedger commits;
    private final DurableView durable;
    private final int quorumSize;
    private final PairTable leaderByTerm = new PairTable();
    private final PairTable votes = new PairTable();
    private final long[] sentTerms;
    private final long[] lastTerms;
    private final long[] ledTerms;
    private final long[] shownLedTerms;
    private long newestVoteTerm = NO_TERM;
    private int newestCandidate;

    /**
     * Start before the first election.
     *
     * @param violations  to report to.
     * @param marks       to hit.
     * @param chains      of all logs.
     * @param commits     what was committed.
     * @param durable     what is on the disks.
     * @param memberCount members.
     * @param quorumSize  votes that elect.
     */
    public Elections(
        final Violations violations,
        final Marks marks,
        final LogChains chains,
        final CommitLedger commits,
        final DurableView durable,
        final int memberCount,
        final int quorumSize)
    {
        this.violations = violations;
        this.marks = marks;
        this.chains = chains;
        this.commits = commits;
        this.durable = durable;
        this.quorumSize = quorumSize;
        sentTerms = new long[memberCount];
        lastTerms = new long[memberCount];
        ledTerms = new long[memberCount];
        shownLedTerms = new long[memberCount];
        Arrays.fill(ledTerms, NO_TERM);
        Arrays.fill(shownLedTerms, NO_TERM);
    }

    /**
     * A process of a member begins, with the term and vote that it found.
     *
     * @param member   number of the member.
     * @param term     found, 0 for none.
     * @param votedFor found, or -1.
     */
    public void onStarted(final int member, final long term, final int votedFor)
    {
        if (term < sentTerms[member])
        {
            throw violations.raise(Invariant.TERM_AND_VOTE, "member=" + member + " restarted in term=" + term +
                " after it had sent term=" + sentTerms[member]);
        }
        final long vote = votes.get(member, term);
        if (vote != PairTable.MISSING && vote != votedFor)
        {
            throw violations.raise(Invariant.TERM_AND_VOTE, "member=" + member + " restarted in term=" + term +
                " with votedFor=" + votedFor + " after it had voted for " + vote);
        }
        lastTerms[member] = term;
        ledTerms[member] = NO_TERM;
        shownLedTerms[member] = NO_TERM;
    }

    /**
     * A message leaves a member. A trial of a vote (pre-vote) counts with the term that the member is in, one less than
     * the one it asks for.
     *
     * @param member number of the sender.
     * @param term   that the sender is in, as the message tells.
     */
    public void onSent(final int member, final long term)
    {
        if (term > durable.storedTerm(member))
        {
            throw violations.raise(Invariant.DURABLE_BEFORE_SENT, "member=" + member + " sent term=" + term +
                " while its disk has term=" + durable.storedTerm(member));
        }
        if (term < sentTerms[member])
        {
            throw violations.raise(Invariant.TERM_AND_VOTE, "member=" + member + " sent term=" + term +
                " after term=" + sentTerms[member]);
        }
        sentTerms[member] = term;
    }

    /**
     * A vote leaves a member: a granted response, or its own request, which is a vote for itself. Trials do not count.
     *
     * @param member    number of the voter.
     * @param term      of the vote.
     * @param candidate voted for.
     */
    public void onVote(final int member, final long term, final int candidate)
    {
        if (durable.storedTerm(member) != term || durable.storedVotedFor(member) != candidate)
        {
            throw violations.raise(Invariant.DURABLE_BEFORE_SENT, "vote of member=" + member + " for " + candidate +
                " in term=" + term + " while its disk has term=" + durable.storedTerm(member) + " votedFor=" +
                durable.storedVotedFor(member));
        }
        final long former = votes.putIfAbsent(member, term, candidate);
        if (former != PairTable.MISSING && former != candidate)
        {
            throw violations.raise(Invariant.TERM_AND_VOTE, "member=" + member + " voted for " + candidate +
                " in term=" + term + " after it had voted for " + former);
        }
        if (term == newestVoteTerm && candidate != newestCandidate)
        {
            marks.hit(Mark.VOTE_SPLIT);
        }
        if (term > newestVoteTerm)
        {
            newestVoteTerm = term;
            newestCandidate = candidate;
        }
    }

    /**
     * A member says that it leads: it sends a heartbeat or AppendEntries, or its counters show the role. Costs nothing
     * when it is known.
     *
     * @param member number of the member.
     * @param term   that it leads.
     */
    public void onLeads(final int member, final long term)
    {
        if (ledTerms[member] == term)
        {
            return;
        }
        final long former = leaderByTerm.putIfAbsent(0, term, member);
        if (former == member)
        {
            throw violations.raise(Invariant.ELECTION_SAFETY, "member=" + member + " leads term=" + term +
                " again, after a restart or a later term");
        }
        if (former != PairTable.MISSING)
        {
            throw violations.raise(Invariant.ELECTION_SAFETY,
                "member=" + member + " and member=" + former + " both lead term=" + term);
        }
        checkElected(member, term);
        ledTerms[member] = term;
        commits.onElected(member, term);
        chains.onElected(member, term);
    }

    /**
     * What a member shows after a duty cycle.
     *
     * @param member   number of the member.
     * @param term     of the member.
     * @param isLeader whether it leads.
     */
    public void onShown(final int member, final long term, final boolean isLeader)
    {
        if (term < lastTerms[member])
        {
            throw violations.raise(Invariant.TERM_AND_VOTE,
                "member=" + member + " has term=" + term + " after term=" + lastTerms[member]);
        }
        lastTerms[member] = term;
        if (isLeader)
        {
            onLeads(member, term);
            shownLedTerms[member] = term;
        }
        else if (shownLedTerms[member] != NO_TERM)
        {
            marks.hit(term > shownLedTerms[member] ?
                Mark.LEADER_DEPOSED_BY_HIGHER_TERM : Mark.CHECK_QUORUM_STEP_DOWN);
            shownLedTerms[member] = NO_TERM;
        }
    }

    /**
     * Who leads or led a term.
     *
     * @param term of the leader.
     * @return number of the member, or -1 where none is known.
     */
    public int leaderOf(final long term)
    {
        final long leader = leaderByTerm.get(0, term);
        return leader == PairTable.MISSING ? NOBODY : (int)leader;
    }

    private void checkElected(final int member, final long term)
    {
        int voteCount = 1;
        for (int voter = 0; voter < sentTerms.length; voter++)
        {
            if (voter != member && votes.get(voter, term) == member)
            {
                voteCount++;
            }
        }
        if (voteCount < quorumSize)
        {
            throw violations.raise(Invariant.ELECTION_SAFETY, "member=" + member + " leads term=" + term + " with " +
                voteCount + " votes of " + quorumSize);
        }
    }
}
