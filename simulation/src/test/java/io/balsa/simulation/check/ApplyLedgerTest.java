package io.balsa.simulation.check;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplyLedgerTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final ApplyLedger applies =
        new ApplyLedger(cluster.violations, cluster.checker.commits(), CheckedCluster.MEMBERS);

    @BeforeEach
    void commit()
    {
        cluster.elect(0, 1, 1);
        cluster.appendSynced(0, 1, 2000, 1);
        cluster.appendSynced(1, 1, 2000, 1);
        cluster.commit(0, 2000, 1, true);
        cluster.commit(1, 2000, 1, false);
    }

    @Test
    void shouldAcceptEqualStates()
    {
        for (int member = 0; member < 2; member++)
        {
            applies.onExecuted(member, 2, 0);
            applies.onExecuted(member, 3, 33);
            applies.onApplied(member, 5);
            applies.onApplied(member, 5);
            applies.onExecuted(member, 1999, 99);
            applies.onApplied(member, 2000);
        }
        applies.onStarted(0);
        applies.onApplied(0, 1);
        applies.onExecuted(0, 2, 0);
        applies.onExecuted(0, 3, 33);
    }

    @Test
    void shouldCatchDifferentStates()
    {
        applies.onExecuted(0, 2, 0xAB);
        cluster.assertViolates(
            Invariant.STATE_MACHINE_SAFETY, "member=1 has digest=ac, member=0 had ab; the state machine is not determ",
            () -> applies.onExecuted(1, 2, 0xAC));
    }

    @Test
    void shouldCatchAnotherStateAfterARestart()
    {
        applies.onExecuted(0, 2, 0);
        applies.onStarted(0);
        cluster.assertViolates(
            Invariant.STATE_MACHINE_SAFETY, "the states after index=2 differ", () -> applies.onExecuted(0, 2, 7));
    }

    @Test
    void shouldCatchARepetition()
    {
        applies.onExecuted(0, 2, 1);
        cluster.assertViolates(Invariant.STATE_MACHINE_SAFETY, "executed index=2 after it had applied index=2",
            () -> applies.onExecuted(0, 2, 1));
    }

    @Test
    void shouldCatchAGap()
    {
        applies.onExecuted(1, 2, 1);
        applies.onExecuted(1, 3, 2);
        cluster.assertViolates(Invariant.STATE_MACHINE_SAFETY, "member=0 skipped index=2, member=1 executed it",
            () -> applies.onExecuted(0, 3, 2));
    }

    @Test
    void shouldCatchWhatOthersSkipped()
    {
        applies.onApplied(0, 4);
        cluster.assertViolates(Invariant.STATE_MACHINE_SAFETY, "member=1 executed index=3, member=0 skipped it",
            () -> applies.onExecuted(1, 3, 2));
    }

    @Test
    void shouldCatchWhatWasAppliedBeforeItWasCommitted()
    {
        applies.onExecuted(0, 2001, 1);
        cluster.assertViolates(Invariant.COMMIT_ORDER, "appliedIndex=2001", () -> applies.onApplied(0, 2001));
    }

    @Test
    void shouldCatchAnAppliedIndexThatFalls()
    {
        applies.onApplied(0, 5);
        cluster.assertViolates(
            Invariant.COMMIT_ORDER, "appliedIndex=4 after it had applied index=5", () -> applies.onApplied(0, 4));
    }
}
