package io.balsa.consensus.core;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A member whose state cannot be stops at its next input, whichever that is; and messages that cannot be do not bring
 * it into such a state.
 */
class InvariantsTest
{
    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    /** Inputs that change nothing by themselves. */
    enum Input
    {
        TICK((core) -> core.onTick()),
        SYNCED((core) -> core.onLogSynced(1)),
        STORED((core) -> core.onTermStateStored(2, -1)),
        APPLIED((core) -> core.onApplied(1, 1, 0)),
        VOTE_REQUEST((core) -> core.onVoteRequest(2, 0, 0, 0, false)),
        VOTE_RESPONSE((core) -> core.onVoteResponse(2, 0, 0, false, false)),
        HEARTBEAT((core) -> core.onHeartbeat(2, 0, 0, 0)),
        APPEND_ENTRIES((core) -> core.onAppendEntries(2, 0, 0, 0, 0, 0, 0, NOTHING, 0, 0)),
        APPEND_RESPONSE((core) -> core.onAppendResponse(2, 0, 0, 0, 0, -1, 0, 0));

        final Consumer<RaftCore> call;

        Input(final Consumer<RaftCore> call)
        {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStopAtAnyInputWhenItsLogHasLostWhatIsCommitted(final Input input)
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        fixture.append(1, 2, 2, 1, 2, NOTHING);
        assertEquals(2, fixture.core.commitIndex());
        fixture.log.truncateSuffix(2);
        final InvariantViolation ex =
            assertThrows(InvariantViolation.class, () -> input.call.accept(fixture.core));
        assertTrue(ex.getMessage().startsWith("indexes out of order: role=FOLLOWER term=2 "), ex.getMessage());
    }

    @Test
    void shouldStopWhenItAppliesOutOfOrder()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        fixture.append(1, 2, 2, 1, 2, NOTHING);
        assertThrows(InvariantViolation.class, () -> fixture.core.onApplied(2, 1, 8));
        final CoreFixture again = new CoreFixture(1, 1);
        again.append(1, 2, 2, 1, 2, NOTHING);
        again.core.onApplied(1, 1, 8);
        assertThrows(InvariantViolation.class, () -> again.core.onApplied(1, 1, 8));
    }

    @Test
    void shouldStopWhenItAppliesWhatIsNotCommitted()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        assertThrows(InvariantViolation.class, () -> fixture.core.onApplied(1, 1, 8));
    }

    @Test
    void shouldStopWhenMoreIsSyncedThanThereIs()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        assertThrows(InvariantViolation.class, () -> fixture.core.onLogSynced(3));
    }

    @Test
    void shouldStopWhenAnIndexIsBeyondWhatItFollows()
    {
        final RaftState state = new RaftState(5, -1);
        final Invariants invariants = new Invariants(state, CoreFixture.logOf(1, 1, 1));
        state.commitIndex = 3;
        state.appliedIndex = 3;
        state.durableIndex = 3;
        state.verifiedIndex = 3;
        invariants.check();
        state.commitIndex = 4;
        assertStops(invariants, "indexes out of order: ");
        state.commitIndex = 3;
        state.appliedIndex = 4;
        assertStops(invariants, "indexes out of order: ");
        state.appliedIndex = 3;
        state.durableIndex = 4;
        assertStops(invariants, "indexes out of order: ");
        state.durableIndex = 3;
        state.verifiedIndex = 4;
        assertStops(invariants, "indexes out of order: ");
    }

    @Test
    void shouldStopRatherThanGoBackwards()
    {
        final RaftState state = new RaftState(5, -1);
        final Invariants invariants = new Invariants(state, CoreFixture.logOf(1, 1, 1));
        state.commitIndex = 2;
        state.appliedIndex = 1;
        invariants.check();
        state.commitIndex = 1;
        assertStops(invariants, "went backwards: lastCommitIndex=2 lastAppliedIndex=1 lastTerm=5: ");
        state.commitIndex = 2;
        state.appliedIndex = 0;
        assertStops(invariants, "went backwards: ");
        state.appliedIndex = 1;
        state.term = 4;
        assertStops(invariants, "went backwards: ");
        state.term = 5;
        invariants.check();
    }

    @Test
    void shouldStopRatherThanVoteTwiceInATerm()
    {
        final RaftState state = new RaftState(5, -1);
        final Invariants invariants = new Invariants(state, CoreFixture.logOf());
        state.votedFor = 2;
        invariants.check();
        state.votedFor = 1;
        assertStops(invariants, "second vote in a term: lastVotedFor=2: ");
        state.votedFor = -1;
        assertStops(invariants, "second vote in a term: lastVotedFor=2: ");
        state.term = 6;
        state.votedFor = 1;
        invariants.check();
        final Invariants restarted = new Invariants(state, CoreFixture.logOf());
        state.votedFor = 2;
        assertStops(restarted, "second vote in a term: lastVotedFor=1: ");
    }

    private static void assertStops(final Invariants invariants, final String start)
    {
        final InvariantViolation ex = assertThrows(InvariantViolation.class, invariants::check);
        assertTrue(ex.getMessage().startsWith(start), ex.getMessage());
    }

    @Test
    void shouldStopWhenALeaderContradictsItself()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.appendFrom(3, 0, 0, 1, 3);
        final InvariantViolation ex = assertThrows(
            InvariantViolation.class, () -> fixture.appendFrom(3, 0, 1, 1, 2));
        assertTrue(ex.getMessage().startsWith("leader 1 conflicts with what it sent before at index=2: "),
            ex.getMessage());
    }

    /** Neither counts for anything nor stops the member. */
    @Test
    void shouldDropEveryMessageOfAStranger()
    {
        final CoreFixture fixture = new CoreFixture();
        for (final int sender : new int[]{-1, 0, 9})
        {
            fixture.core.onVoteRequest(sender, 7, 9, 9, false);
            fixture.core.onVoteResponse(sender, 7, 1, false, true);
            fixture.core.onHeartbeat(sender, 7, 0, 1);
            assertTrue(fixture.core.onAppendEntries(sender, 7, 0, 0, 0, 1, 0, NOTHING, 0, 0));
            fixture.core.onAppendResponse(sender, 7, 0, 0, 1, -1, 0, 0);
        }
        assertEquals(15, fixture.core.malformedCount());
        assertEquals(0, fixture.core.term());
    }

    @Test
    void shouldBelieveNoAckOfWhatItDoesNotHave()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.ack(1, 0, 2);
        fixture.ack(1, 1, 0);
        fixture.ack(1, 2, 2);
        assertEquals(0, fixture.core.matchIndex(1));
        assertEquals(0, fixture.core.commitIndex());
        fixture.ack(1, 1, 1);
        assertEquals(1, fixture.core.commitIndex());
    }

    @Test
    void shouldBelieveNoAckOfItsFormerOffice()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.core.onHeartbeat(2, 2, 0, 1);
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 2, 3, true, true);
        fixture.settle();
        fixture.core.onVoteResponse(1, 3, 3, false, true);
        fixture.settle();
        assertEquals(RaftRole.LEADER, fixture.core.role());
        fixture.core.onAppendResponse(1, 1, 1, 1, fixture.nowNs, -1, 0, 0);
        assertEquals(0, fixture.core.matchIndex(1));
    }

    @Test
    void shouldBelieveNoAckWhenItDoesNotLead()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        fixture.ack(1, 2, 2);
        fixture.ack(2, 2, 2);
        assertEquals(0, fixture.core.commitIndex());
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        assertEquals(-1, fixture.core.matchIndex(1));
    }
}
