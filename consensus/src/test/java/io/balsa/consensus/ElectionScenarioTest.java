package io.balsa.consensus;

import io.balsa.consensus.support.TestCluster;
import io.balsa.consensus.support.TestMember;
import io.balsa.consensus.support.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who leads, and that somebody does, whatever parts of the network or processes stand still.
 */
@Timeout(60)
class ElectionScenarioTest
{
    private static final int ELECTION_TIMEOUT_MAX_TICKS = 60;
    private static final int CONVERGED_TICKS_MAX = 2_000;
    private static final int LONG_TICKS = 2_000;

    /** The follower takes for the leader just that member which asks for its vote, and nobody else is up. */
    @Test
    void shouldElectTheFormerLeaderAgainByTheOneWhoStillFollowsIt()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(3);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember follower = cluster.member((leader.id() + 1) % 3);
        cluster.crash(3 - leader.id() - follower.id());
        // The leader's log gets longer, so that no other can win.
        cluster.network().filter((message) -> message.kind != TestNetwork.Kind.APPEND_ENTRIES);
        final long lastIndex = follower.log().lastIndex();
        cluster.want(2);
        cluster.await("a longer log", ELECTION_TIMEOUT_MAX_TICKS, () -> leader.log().lastIndex() > lastIndex);
        cluster.crash(leader.id());
        cluster.network().heal();
        cluster.restart(leader.id());
        assertEquals(leader.id(), follower.leaderId());
        assertSame(leader, cluster.awaitLeader());
        assertEquals(lastIndex + 3, leader.log().lastIndex());
    }

    /** The only one with all that is committed has an old term, and its term is all that it can be refused for. */
    @Test
    void shouldElectTheOneWithAnOldTermWhenNoOtherCanWin()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(3);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember behind = cluster.member((leader.id() + 1) % 3);
        final TestMember complete = cluster.member((leader.id() + 2) % 3);
        cluster.crash(behind.id());
        cluster.want(3);
        cluster.await("more is committed", CONVERGED_TICKS_MAX, cluster::areClientsSatisfied);
        final long laterTerm = leader.term() + 10;
        cluster.crash(leader.id());
        behind.store().store(laterTerm, -1);
        cluster.restart(behind.id());
        assertSame(complete, cluster.awaitLeader());
        assertTrue(complete.term() > laterTerm, "term=" + complete.term());
    }

    /** What a leader lost with the power it never writes another way in the same term. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldNotLeadItsTermAgainAfterItHasLostItsTail(final int size)
    {
        final TestCluster cluster = clusterWithClient(size);
        cluster.want(3);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final long lastIndex = leader.log().lastIndex();
        final long term = leader.term();
        leader.log().autoSync(false);
        cluster.network().isolate(leader.id(), true);
        cluster.want(3);
        cluster.await("a tail", ELECTION_TIMEOUT_MAX_TICKS, () -> leader.log().lastIndex() == lastIndex + 3);
        cluster.crash(leader.id());
        cluster.restartAfterPowerLoss(leader.id(), 0);
        leader.log().autoSync(true);
        assertEquals(lastIndex, leader.log().lastIndex());
        cluster.network().heal();
        // The others vote and do not stand, so that the same one leads again.
        cluster.network().filter((message) ->
            message.kind != TestNetwork.Kind.VOTE_REQUEST || message.from == leader.id());
        assertSame(leader, cluster.awaitLeader());
        assertTrue(leader.log().termAt(lastIndex + 1) > term, "term=" + leader.term());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** One who is heard and hears nobody, or who hears and is not heard, does not stay leader; another one does. */
    @ParameterizedTest
    @CsvSource({"3,true", "3,false", "5,true", "5,false"})
    void shouldReplaceALeaderThatIsCutOffInOneDirection(final int size, final boolean isHeard)
    {
        final TestCluster cluster = clusterWithClient(size);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        for (int other = 0; other < size; other++)
        {
            cluster.network().block(isHeard ? other : former.id(), isHeard ? former.id() : other, true);
        }
        cluster.want(20);
        cluster.await("another leader", 10 * ELECTION_TIMEOUT_MAX_TICKS,
            () -> cluster.leader() != null && cluster.leader() != former && cluster.leader().isReady());
        cluster.await("the former one gives up", 2 * ELECTION_TIMEOUT_MAX_TICKS, () -> !former.isLeader());
        assertStays(cluster, LONG_TICKS);
        cluster.await("commands go on", CONVERGED_TICKS_MAX, cluster::areClientsSatisfied);
        cluster.network().heal();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** A follower in the same place does not disturb anybody. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepTheLeaderWhenAFollowerIsCutOffInOneDirection(final boolean isHeard)
    {
        final TestCluster cluster = clusterWithClient(3);
        final TestMember leader = cluster.awaitLeader();
        final int follower = (leader.id() + 1) % 3;
        for (int other = 0; other < 3; other++)
        {
            cluster.network().block(isHeard ? other : follower, isHeard ? follower : other, true);
        }
        cluster.want(20);
        assertStays(cluster, LONG_TICKS);
        assertTrue(cluster.areClientsSatisfied());
        cluster.network().heal();
        assertStays(cluster, LONG_TICKS);
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** All reach one member only. The leader, one of the others, has lost its quorum: the one in the middle leads. */
    @Test
    void shouldElectTheOneWhoReachesAQuorumWhenTheLeaderHasLostIts()
    {
        final TestCluster cluster = clusterWithClient(5);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember hub = cluster.member((former.id() + 1) % 5);
        star(cluster, hub.id());
        cluster.want(20);
        cluster.await("the hub leads", 10 * ELECTION_TIMEOUT_MAX_TICKS, () -> hub.isLeader() && hub.isReady());
        assertFalse(former.isLeader());
        assertStays(cluster, LONG_TICKS);
        assertTrue(cluster.areClientsSatisfied());
    }

    /** Besides, the leader is gone altogether: there is one member that can win and it does, at its first trials. */
    @Test
    void shouldElectTheOnlyOneWhoReachesAQuorum()
    {
        final TestCluster cluster = clusterWithClient(5);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember hub = cluster.member((former.id() + 1) % 5);
        final long term = former.term();
        star(cluster, hub.id());
        cluster.network().isolate(former.id(), true);
        cluster.want(20);
        cluster.await("the hub leads", 10 * ELECTION_TIMEOUT_MAX_TICKS, () -> hub.isLeader() && hub.isReady());
        assertTrue(hub.term() <= term + 3, "term=" + hub.term());
        assertStays(cluster, LONG_TICKS);
        assertTrue(cluster.areClientsSatisfied());
    }

    /** First and last of a chain do not reach each other: the leader stays, the far end is behind till it is healed. */
    @Test
    void shouldHaveNoElectionsInAChain()
    {
        final TestCluster cluster = clusterWithClient(3);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember far = cluster.member((leader.id() + 1) % 3);
        cluster.network().block(leader.id(), far.id(), true);
        cluster.network().block(far.id(), leader.id(), true);
        // At first the far end's log is as good as any.
        assertStays(cluster, LONG_TICKS);
        cluster.want(20);
        assertStays(cluster, LONG_TICKS);
        assertTrue(cluster.areClientsSatisfied());
        assertEquals(leader.term(), far.term());
        cluster.network().heal();
        assertStays(cluster, LONG_TICKS);
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** Seven members start in one moment with one seed: their timers differ all the same. */
    @Test
    void shouldElectSoonWhenAllStartAtOnceWithOneSeed()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            final TestCluster cluster =
                new TestCluster(7, new Random(seed), TestCluster.quick().randomSeed(seed));
            cluster.awaitLeader();
        }
    }

    /** A process that stands still for longer than an election: another one leads, and it finds its place again. */
    @Test
    void shouldReplaceALeaderThatStandsStillAndTakeItBack()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final boolean[] isPaused = new boolean[3];
        isPaused[former.id()] = true;
        cluster.want(10);
        pause(cluster, isPaused, 10 * ELECTION_TIMEOUT_MAX_TICKS);
        final TestMember second = cluster.leader();
        assertNotSame(former, second);
        assertTrue(former.isLeader(), "it has not noticed yet");
        final long term = second.term();
        cluster.await("it notices", 3, () -> !former.isLeader());
        assertStays(cluster, LONG_TICKS);
        assertEquals(term, second.term());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** A quorum stands still: nothing is committed meanwhile, and soon after one leader leads. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGoOnAfterAQuorumStoodStill(final boolean isLeaderPaused)
    {
        final TestCluster cluster = clusterWithClient(5);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final boolean[] isPaused = new boolean[5];
        for (int i = isLeaderPaused ? 0 : 1; i < (isLeaderPaused ? 3 : 4); i++)
        {
            isPaused[(former.id() + i) % 5] = true;
        }
        final long committedIndex = cluster.committedIndex();
        cluster.want(10);
        pause(cluster, isPaused, 20 * ELECTION_TIMEOUT_MAX_TICKS);
        assertEquals(committedIndex, cluster.committedIndex());
        assertEquals(isLeaderPaused, former.isLeader(), "without a quorum nobody stays leader who runs");
        cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        assertStays(cluster, LONG_TICKS);
    }

    /** The transport takes nothing for a while: neither is anything lost by it nor does anybody despair. */
    @Test
    void shouldGoOnAfterEverySendWasRefused()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(10);
        final TestMember former = cluster.awaitLeader();
        final long term = former.term();
        cluster.network().faults(0, 0, 1, 0);
        final long sentCount = cluster.network().sentCount();
        cluster.ticks(20 * ELECTION_TIMEOUT_MAX_TICKS);
        assertEquals(sentCount, cluster.network().sentCount());
        assertFalse(former.isLeader());
        cluster.network().heal();
        assertTrue(cluster.awaitLeader().term() <= term + 3, "term=" + cluster.leader().term());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    private static TestCluster clusterWithClient(final int size)
    {
        final TestCluster cluster = TestCluster.of(size);
        cluster.addClient(0);
        return cluster;
    }

    private static void star(final TestCluster cluster, final int hubId)
    {
        final int size = cluster.members().size();
        for (int from = 0; from < size; from++)
        {
            for (int to = 0; to < size; to++)
            {
                cluster.network().block(from, to, from != hubId && to != hubId);
            }
        }
    }

    private static void pause(final TestCluster cluster, final boolean[] isPaused, final int ticks)
    {
        for (int i = 0; i < ticks; i++)
        {
            cluster.tick(isPaused);
        }
    }

    /** Nobody else leads, and in no other term. */
    private static void assertStays(final TestCluster cluster, final int ticks)
    {
        final TestMember leader = cluster.leader();
        final long term = leader.term();
        for (int i = 0; i < ticks; i++)
        {
            cluster.tick();
            assertTrue(leader.isLeader() && cluster.leader() == leader && leader.term() == term, "tick " + i);
        }
    }
}
