package io.balsa.consensus;

import io.balsa.consensus.support.TestCluster;
import io.balsa.consensus.support.TestMember;
import io.balsa.consensus.support.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Ways in which whole clusters of Rafts went wrong, each step by step on a simulated clock.
 */
@Timeout(60)
class ClusterTest
{
    private static final int ELECTION_TIMEOUT_MAX_TICKS = 60;
    private static final int HEARTBEAT_TICKS = 10;
    private static final int QUIET_TICKS = 60_000;
    private static final int CONVERGED_TICKS_MAX = 2_000;

    /** The longest log of an old term and a shorter log of a new one: the latter wins, and soon. */
    @Test
    void shouldElectTheShorterLogOfTheLaterTerm()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final long lastIndex = former.log().lastIndex();
        cluster.network().isolate(former.id(), true);
        cluster.want(5);
        cluster.await("another leader", ELECTION_TIMEOUT_MAX_TICKS * 2,
            () -> cluster.leader() != null && cluster.leader() != former && cluster.leader().isReady());
        final TestMember second = cluster.leader();
        final TestMember third = cluster.member(3 - former.id() - second.id());
        cluster.crash(second.id());
        cluster.await("no old leader", ELECTION_TIMEOUT_MAX_TICKS * 2, () -> !former.isLeader());
        assertEquals(lastIndex + 5, former.log().lastIndex());
        assertEquals(lastIndex + 1, third.log().lastIndex());
        assertTrue(third.log().termAt(lastIndex + 1) > former.log().termAt(lastIndex + 5));
        cluster.network().heal();
        assertSame(third, cluster.awaitLeader());
        cluster.restart(second.id());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** A member that comes back with a later term is freed by one election, after which nobody is stuck. */
    @Test
    void shouldFreeAMemberOfALaterTermWithOneElection()
    {
        final TestCluster cluster = clusterWithClient(3);
        final TestMember leader = cluster.awaitLeader();
        final TestMember member = cluster.member((leader.id() + 1) % 3);
        cluster.crash(member.id());
        final long laterTerm = leader.term() + 10;
        member.store().store(laterTerm, -1);
        cluster.restart(member.id());
        cluster.await("the later term is known", ELECTION_TIMEOUT_MAX_TICKS, () -> leader.term() >= laterTerm);
        final long term = cluster.awaitLeader().term();
        assertTrue(term >= laterTerm && term <= laterTerm + 2, "term=" + term);
        assertStays(cluster, 1_000);
        cluster.want(5);
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** A member that was cut off for long has not raised its term, and no healthy leader falls when it returns. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void shouldKeepTheLeaderWhenAnIsolatedMemberReturns(final int size)
    {
        final TestCluster cluster = clusterWithClient(size);
        final TestMember leader = cluster.awaitLeader();
        final TestMember member = cluster.member((leader.id() + 1) % size);
        final long term = leader.term();
        cluster.network().isolate(member.id(), true);
        cluster.want(5);
        cluster.ticks(100 * ELECTION_TIMEOUT_MAX_TICKS);
        assertEquals(term, member.term());
        cluster.network().heal();
        assertStays(cluster, 1_000);
        assertEquals(term, leader.term());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** A quiet minute: no election, and no more messages than heartbeats and their answers. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void shouldBeQuietWhenThereIsNothingToDo(final int size)
    {
        final TestCluster cluster = clusterWithClient(size);
        cluster.want(5);
        cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final long sentCount = cluster.network().sentCount();
        assertStays(cluster, QUIET_TICKS);
        final long messages = cluster.network().sentCount() - sentCount;
        final long heartbeats = (QUIET_TICKS / HEARTBEAT_TICKS + 1) * (size - 1L);
        assertTrue(messages <= 2 * heartbeats, "messages=" + messages + " heartbeats=" + heartbeats);
    }

    /** In an idle cluster a follower that starts again learns what is committed, without a new entry. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCatchUpAfterARestartInAnIdleCluster(final boolean isPowerLost)
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(5);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember follower = cluster.member((leader.id() + 1) % 3);
        final long lastIndex = leader.log().lastIndex();
        cluster.crash(follower.id());
        cluster.ticks(1_000);
        if (isPowerLost)
        {
            cluster.restartAfterPowerLoss(follower.id(), 0);
        }
        else
        {
            cluster.restart(follower.id());
        }
        cluster.await("all is applied", 3 * HEARTBEAT_TICKS, () -> follower.appliedIndex() == lastIndex);
        assertEquals(lastIndex, follower.commitIndex());
        assertEquals(lastIndex, leader.log().lastIndex());
        assertStays(cluster, 1_000);
    }

    /** The leader dies in the middle of a long command: the command is applied once all the same. */
    @Test
    void shouldApplyALongCommandOnceWhenTheLeaderDiesBetweenItsPieces()
    {
        final TestCluster cluster = new TestCluster(3, new Random(1), TestCluster.quick().appendLengthMax(200));
        cluster.addClient(1_000);
        final TestMember former = cluster.awaitLeader();
        final boolean[] isCut = {false};
        cluster.network().filter((message) ->
        {
            if (message.from != former.id() || message.kind != TestNetwork.Kind.APPEND_ENTRIES)
            {
                return true;
            }
            isCut[0] |= message.fragmentOffset > 400;
            return !isCut[0];
        });
        // The fifth command is a long one.
        cluster.want(6);
        cluster.await("a long command under way", 1_000, () -> isCut[0]);
        final long lastIndex = former.log().lastIndex();
        cluster.ticks(2);
        for (final TestMember member : cluster.members())
        {
            assertTrue(member == former || member.log().lastIndex() < lastIndex, member.toString());
        }
        cluster.crash(former.id());
        assertNotEquals(former.id(), cluster.awaitLeader().id());
        cluster.network().heal();
        cluster.restart(former.id());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    private static TestCluster clusterWithClient(final int size)
    {
        final TestCluster cluster = TestCluster.of(size);
        cluster.addClient(0);
        return cluster;
    }

    /** Nobody stands for election and nobody else leads. */
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
