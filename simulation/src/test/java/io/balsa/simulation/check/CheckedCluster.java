package io.balsa.simulation.check;

import org.junit.jupiter.api.function.Executable;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Members whose deeds are told by the test; disks keep what the test says. */
final class CheckedCluster implements DurableView
{
    static final int MEMBERS = 3;
    static final Limits LIMITS = new Limits(2, 1_000, 500, 3, 4, 400);

    final Violations violations = new Violations();
    final Marks marks = new Marks();
    final SafetyChecker checker = new SafetyChecker(violations, marks, this, MEMBERS, 2, LIMITS);
    private final long[] storedTerms = new long[MEMBERS];
    private final int[] storedVotes = new int[MEMBERS];

    CheckedCluster()
    {
        Arrays.fill(storedVotes, -1);
    }

    @Override
    public boolean isDurable(final int member, final long index, final long chain)
    {
        return checker.promises().isSynced(member, index, chain);
    }

    @Override
    public long storedTerm(final int member)
    {
        return storedTerms[member];
    }

    @Override
    public int storedVotedFor(final int member)
    {
        return storedVotes[member];
    }

    void store(final int member, final long term, final int votedFor)
    {
        storedTerms[member] = term;
        storedVotes[member] = votedFor;
    }

    /** The candidate gets the vote of one other member and shows that it leads. */
    void elect(final int leader, final int voter, final long term)
    {
        store(leader, term, leader);
        checker.onVoteRequestSent(leader, term, false);
        store(voter, term, leader);
        checker.onVoteResponseSent(voter, leader, term, term, false, true);
        checker.onLeaderMessageSent(leader, term, 0);
    }

    /** Entries of equal term and content. */
    void append(final int member, final long fromIndex, final long toIndex, final long term)
    {
        for (long index = fromIndex; index <= toIndex; index++)
        {
            checker.onAppended(member, index, term, index * 31 + term);
        }
    }

    void appendSynced(final int member, final long fromIndex, final long toIndex, final long term)
    {
        append(member, fromIndex, toIndex, term);
        checker.onSynced(member, toIndex);
    }

    void commit(final int member, final long index, final long term, final boolean isLeader)
    {
        checker.commits().onCommit(member, index, term, isLeader);
    }

    /** A new process finds the first entries that this member or another has. */
    void restart(final int member, final int source, final long toIndex)
    {
        final long[] terms = new long[(int)toIndex + 1];
        for (int index = 1; index <= toIndex; index++)
        {
            terms[index] = checker.chains().termAt(source, index);
        }
        checker.onRecoveryStart(member, 1);
        for (int index = 1; index <= toIndex; index++)
        {
            checker.onRecovered(member, index, terms[index], index * 31L + terms[index]);
        }
        checker.onStarted(member, storedTerms[member], storedVotes[member]);
    }

    /** That a deed breaks an invariant, says so in one line and is remembered. */
    void assertViolates(final Invariant invariant, final String text, final Executable deed)
    {
        assertViolates(violations, invariant, text, deed);
    }

    static void assertViolates(
        final Violations violations, final Invariant invariant, final String text, final Executable deed)
    {
        final SafetyViolation violation = assertThrows(SafetyViolation.class, deed);
        assertEquals(invariant, violation.invariant(), violation.getMessage());
        assertTrue(violation.getMessage().startsWith(invariant.id() + " "), violation.getMessage());
        assertTrue(violation.getMessage().contains(text), violation.getMessage());
        assertEquals(-1, violation.getMessage().indexOf('\n'));
        assertSame(violation, violations.first());
    }
}
