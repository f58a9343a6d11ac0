package io.balsa.consensus;

import io.balsa.consensus.support.TestCluster;
import io.balsa.consensus.support.TestMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One of three has acknowledged an entry, and its disk has lost it. Only one copy is left of what a client was told.
 */
@Timeout(60)
class FenceScenarioTest
{
    private static final int CONVERGED_TICKS_MAX = 2_000;
    private static final int ELECTION_TICKS = 600;

    private final TestCluster cluster = TestCluster.of(3);
    private TestMember holder;
    private TestMember loser;
    private TestMember late;
    private long committedIndex;

    /** The leader and one follower hold what is committed; then both are down and the follower's copy is cut off. */
    private void lose(final boolean isFenced)
    {
        cluster.addClient(0);
        cluster.want(3);
        holder = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        loser = cluster.member((holder.id() + 1) % 3);
        late = cluster.member((holder.id() + 2) % 3);
        cluster.network().isolate(late.id(), true);
        final long lateIndex = late.log().lastIndex();
        cluster.want(3);
        cluster.await("commands are answered", CONVERGED_TICKS_MAX, cluster::areClientsSatisfied);
        committedIndex = cluster.committedIndex();
        assertTrue(committedIndex > lateIndex);
        assertEquals(committedIndex, loser.log().syncedIndex());
        cluster.crash(holder.id());
        cluster.crash(loser.id());
        if (isFenced)
        {
            loser.store().fence();
        }
        loser.log().cut(lateIndex + 1);
        cluster.network().heal();
        cluster.restart(loser.id());
    }

    @Test
    void shouldLoseACommittedCommandWithoutTheFence()
    {
        lose(false);
        final AssertionError error = assertThrows(AssertionError.class, () -> cluster.ticks(ELECTION_TICKS));
        assertTrue(error.getMessage().contains("that was committed before its term"), error.getMessage());
    }

    @Test
    void shouldLoseNothingWithTheFence()
    {
        lose(true);
        cluster.ticks(ELECTION_TICKS);
        assertNull(cluster.leader(), "nobody can tell what was committed");
        cluster.restart(holder.id());
        assertEquals(holder, cluster.awaitLeader());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        assertTrue(holder.log().lastIndex() > committedIndex);
        assertEquals(holder.log().chainAt(committedIndex), loser.log().chainAt(committedIndex));
    }

    /** Once it is whole it is a member like any other: it votes, and it may lead. */
    @Test
    void shouldVoteAgainOnceALaterLeaderHasMadeItWhole()
    {
        lose(true);
        cluster.restart(holder.id());
        cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        cluster.crash(holder.id());
        final TestMember next = cluster.awaitLeader();
        assertFalse(next == holder);
        cluster.crash(late.id());
        cluster.restart(holder.id());
        cluster.awaitLeader();
        cluster.restart(late.id());
        cluster.want(3);
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** A leader still counts an ack of the time before: the fence holds for what is committed by it later, too. */
    @Test
    void shouldDeposeTheLeaderThatItHadAcknowledgedTo()
    {
        cluster.addClient(0);
        cluster.want(3);
        holder = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        loser = cluster.member((holder.id() + 1) % 3);
        late = cluster.member((holder.id() + 2) % 3);
        final long term = holder.term();
        final long lastIndex = holder.log().lastIndex();
        cluster.network().isolate(late.id(), true);
        holder.log().autoSync(false);
        cluster.want(1);
        cluster.await("it is on the follower", ELECTION_TICKS, () -> loser.log().syncedIndex() == lastIndex + 1);
        cluster.ticks(5);
        assertEquals(lastIndex, cluster.committedIndex());
        cluster.crash(loser.id());
        loser.store().fence();
        loser.log().cut(lastIndex + 1);
        holder.log().completeSync();
        cluster.ticks(1);
        assertEquals(lastIndex + 1, cluster.committedIndex(), "with the ack of a copy that is gone");
        cluster.crash(holder.id());
        cluster.network().heal();
        cluster.restart(loser.id());
        cluster.ticks(ELECTION_TICKS);
        assertNull(cluster.leader());
        holder.log().autoSync(true);
        cluster.restart(holder.id());
        assertEquals(holder, cluster.awaitLeader());
        assertTrue(holder.term() > term + 1);
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }
}
