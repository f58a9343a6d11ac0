package io.balsa.consensus.core;

import io.balsa.consensus.support.TestLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A member that has lost what it acknowledged takes part in nothing but replication until it is proven whole.
 */
class FenceTest
{
    private static final long FENCED_TERM = 3;

    private static CoreFixture fenced(final long... terms)
    {
        return new CoreFixture(CoreFixture.config(3), CoreFixture.logOf(terms), FENCED_TERM, -1, FENCED_TERM);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldVoteForNobodyButTellItsTerm(final boolean isPreVote)
    {
        final CoreFixture fixture = fenced(1, 2);
        fixture.core.onVoteRequest(1, 9, 100, 8, isPreVote);
        final PeerOutbox.VoteAnswer answer =
            isPreVote ? fixture.outbox(1).preVote() : fixture.outbox(1).vote();
        assertTrue(answer.isPending());
        assertFalse(answer.isGranted());
        assertEquals(-1, fixture.core.votedFor());
        assertEquals(isPreVote ? FENCED_TERM : 9, fixture.core.term());
    }

    @Test
    void shouldNotStandForElectionHoweverLongItWaits()
    {
        final CoreFixture fixture = fenced(1, 2);
        for (int i = 0; i < 20; i++)
        {
            fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
            assertEquals(RaftRole.FOLLOWER, fixture.core.role());
            assertFalse(fixture.outbox(1).isVoteRequestPending());
        }
        assertEquals(FENCED_TERM, fixture.core.term());
    }

    /** That of a leader that is gone would be told to clients for ever. */
    @Test
    void shouldForgetALeaderThatIsSilent()
    {
        final CoreFixture fixture = fenced(1, 2);
        fixture.core.onHeartbeat(1, 4, 0, 1);
        assertEquals(1, fixture.core.leaderId());
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(-1, fixture.core.leaderId());
    }

    @Test
    void shouldTakeAndAckEntriesAllTheSame()
    {
        final CoreFixture fixture = fenced(1, 2);
        assertTrue(fixture.appendFrom(4, 0, 2, 1, 2, 2, 2));
        fixture.settle();
        assertEquals(4, fixture.matchFor(1));
        assertTrue(fixture.core.isFenced());
    }

    /** Its acks may have helped leaders of earlier terms; those of the term that it entered were elected without it. */
    @ParameterizedTest
    @CsvSource({"2, true", "3, false", "4, false", "5, false"})
    void shouldBeFreedByADurableEntryOfThatTermOrALaterOneOnly(final long term, final boolean isFenced)
    {
        final CoreFixture fixture = fenced(1, 2);
        fixture.log.autoSync(false);
        assertTrue(fixture.appendFrom(5, 0, 2, 1, 2, term));
        assertTrue(fixture.core.isFenced(), "not durable");
        fixture.settle();
        fixture.log.autoSync(true);
        fixture.settle();
        assertEquals(isFenced, fixture.core.isFenced());
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(isFenced ? RaftRole.FOLLOWER : RaftRole.PRE_CANDIDATE, fixture.core.role());
        fixture.core.onVoteRequest(2, 9, 3, 9, false);
        assertEquals(!isFenced, fixture.outbox(2).vote().isGranted());
    }

    /** It is not written anywhere that the fence is down: the log says so again. */
    @Test
    void shouldStayFreeAfterARestart()
    {
        assertTrue(fenced(1, 2).core.isFenced());
        assertFalse(fenced(1, 2, 3).core.isFenced());
        assertTrue(fenced().core.isFenced());
        assertFalse(new CoreFixture().core.isFenced());
    }

    @ParameterizedTest
    @CsvSource({"1, 0, false", "2, 0, false", "3, 0, true", "3, 3, false", "4, 0, true", "4, 4, false", "5, 4, true"})
    void shouldKnowWhetherTheOthersCanElectALeaderWithoutIt(
        final int members, final int quorumFloor, final boolean isFenceable)
    {
        final RaftConfig.Builder config = CoreFixture.config(members).quorumFloor(quorumFloor);
        assertEquals(isFenceable, config.build().isFenceable());
        final TestLog log = CoreFixture.logOf(1, 2);
        if (isFenceable)
        {
            assertTrue(new CoreFixture(config, log, FENCED_TERM, -1, FENCED_TERM).core.isFenced());
        }
        else
        {
            final IllegalStateException ex = assertThrows(IllegalStateException.class,
                () -> new CoreFixture(config, log, FENCED_TERM, -1, FENCED_TERM));
            assertTrue(ex.getMessage().contains("restore its directory from a backup"), ex.getMessage());
        }
    }
}
