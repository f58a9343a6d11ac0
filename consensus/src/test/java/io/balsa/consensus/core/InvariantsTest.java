package io.balsa.consensus.core;

import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** Every input there is. */
    enum Input
    {
        TICK, SYNCED, STORED, APPLIED, VOTE_REQUEST, VOTE_RESPONSE, HEARTBEAT, APPEND_ENTRIES, APPEND_RESPONSE;

        /** With what changes nothing by itself. */
        void give(final RaftCore core)
        {
            switch (this)
            {
                case TICK -> core.onTick();
                case SYNCED -> core.onLogSynced(1);
                case STORED -> core.onTermStateStored(2, -1);
                case APPLIED -> core.onApplied(1, 1, 0);
                case VOTE_REQUEST -> core.onVoteRequest(2, 0, 0, 0, false);
                case VOTE_RESPONSE -> core.onVoteResponse(2, 0, 0, false, false);
                case HEARTBEAT -> core.onHeartbeat(2, 0, 0, 0);
                case APPEND_ENTRIES -> core.onAppendEntries(2, 0, 0, 0, 0, 0, 0, NOTHING, 0, 0);
                default -> core.onAppendResponse(2, 0, 0, 0, 0, -1, 0, 0);
            }
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
            assertThrows(InvariantViolation.class, () -> input.give(fixture.core));
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
        final Invariants invariants = invariants(state, CoreFixture.logOf(1, 1, 1), 0);
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
        final Invariants invariants = invariants(state, CoreFixture.logOf(1, 1, 1), 0);
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
        final Invariants invariants = invariants(state, CoreFixture.logOf(), 0);
        state.votedFor = 2;
        invariants.check();
        state.votedFor = 1;
        assertStops(invariants, "second vote in a term: lastVotedFor=2: ");
        state.votedFor = -1;
        assertStops(invariants, "second vote in a term: lastVotedFor=2: ");
        state.term = 6;
        state.votedFor = 1;
        invariants.check();
        final Invariants restarted = invariants(state, CoreFixture.logOf(), 0);
        state.votedFor = 2;
        assertStops(restarted, "second vote in a term: lastVotedFor=1: ");
    }

    @Test
    void shouldStopRatherThanVoteOrStandWhileItIsFenced()
    {
        final RaftState state = new RaftState(5, 1);
        state.durableIndex = 1;
        final Invariants invariants = invariants(state, CoreFixture.logOf(4), 5);
        invariants.check();
        state.term = 6;
        state.votedFor = -1;
        invariants.check();
        state.votedFor = 1;
        assertStops(invariants, "voted while fenced: ");
        state.votedFor = -1;
        for (final RaftRole role : RaftRole.values())
        {
            state.role = role;
            if (role == RaftRole.FOLLOWER)
            {
                invariants.check();
            }
            else
            {
                assertStops(invariants, "fenced and not a follower: ");
            }
        }
    }

    private static Invariants invariants(final RaftState state, final TestLog log, final long fencedTerm)
    {
        return new Invariants(state, log, new Fence(state, log, fencedTerm));
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
