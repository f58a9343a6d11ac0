package io.balsa.consensus;

import io.balsa.consensus.support.TestCluster;
import io.balsa.consensus.support.TestMember;
import io.balsa.consensus.support.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is committed, applied and answered when disks are late, leaders are replaced and messages come again.
 */
@Timeout(60)
class ReplicationScenarioTest
{
    private static final int ELECTION_TIMEOUT_MAX_TICKS = 60;
    private static final int CONVERGED_TICKS_MAX = 2_000;
    private static final int ROUND_TRIP_TICKS = 6;

    /** The acks of its last entries reach a leader when another one leads: with them it commits, or it does not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLoseNothingThatIsCommittedByAcksWhichCameLate(final boolean isBeforeItKnows)
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(1);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember next = cluster.member((former.id() + 1) % 3);
        final TestMember third = cluster.member((former.id() + 2) % 3);
        final List<TestNetwork.Message> lateAcks = new ArrayList<>();
        cluster.network().filter((message) ->
        {
            final boolean isAck = message.kind == TestNetwork.Kind.APPEND_RESPONSE && message.to == former.id();
            if (isAck && message.from == next.id())
            {
                lateAcks.add(message);
            }
            return !isAck && (message.from != former.id() || message.to != third.id());
        });
        final long committedIndex = cluster.committedIndex();
        cluster.want(3);
        cluster.await("the entries are durable", ROUND_TRIP_TICKS,
            () -> next.log().syncedIndex() == committedIndex + 3);
        final long term = former.term();
        cluster.ticks(ROUND_TRIP_TICKS);
        cluster.network().isolate(former.id(), true);
        // The former leader stands still, so it is not aware of anything.
        final boolean[] isPaused = new boolean[3];
        isPaused[former.id()] = isBeforeItKnows;
        for (int i = 0; i < 10 * ELECTION_TIMEOUT_MAX_TICKS && !next.isReady(); i++)
        {
            cluster.tick(isPaused);
        }
        assertTrue(next.isReady());
        if (!isBeforeItKnows)
        {
            cluster.await("it gives up", 2 * ELECTION_TIMEOUT_MAX_TICKS, () -> !former.isLeader());
        }
        assertEquals(isBeforeItKnows, former.isLeader());
        final long formerCommitIndex = former.commitIndex();
        lateAcks.forEach(cluster.network()::replay);
        cluster.ticks(1);
        assertEquals(isBeforeItKnows ? committedIndex + 3 : formerCommitIndex, former.commitIndex());
        cluster.network().heal();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        for (long index = committedIndex + 1; index <= committedIndex + 3; index++)
        {
            assertEquals(term, former.log().termAt(index));
        }
    }

    /** The syncs of a quorum end when nothing is under way any more: that commits, without another entry. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCommitWhenASyncEndsThoughNothingMoreIsWritten(final boolean isLeaderLast)
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(1);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final TestMember follower = cluster.member((leader.id() + 1) % 3);
        cluster.members().forEach((member) -> member.log().autoSync(false));
        final long committedIndex = cluster.committedIndex();
        cluster.want(1);
        cluster.ticks(ELECTION_TIMEOUT_MAX_TICKS);
        cluster.members().forEach((member) -> assertEquals(committedIndex + 1, member.log().lastIndex()));
        (isLeaderLast ? follower : leader).log().completeSync();
        cluster.ticks(ELECTION_TIMEOUT_MAX_TICKS);
        assertEquals(committedIndex, leader.commitIndex());
        (isLeaderLast ? leader : follower).log().completeSync();
        cluster.await("it is committed", ROUND_TRIP_TICKS, () -> leader.commitIndex() == committedIndex + 1);
        cluster.await("all know it", ELECTION_TIMEOUT_MAX_TICKS, () -> cluster.members().stream().allMatch(
            (member) -> member.appliedIndex() == committedIndex + 1 || member.log().isSyncing()));
        assertEquals(committedIndex + 1, leader.log().lastIndex());
        assertTrue(cluster.areClientsSatisfied());
    }

    /**
     * A member starts with a tail that nobody else has: alone it applies what it had known to be committed and nothing
     * more, and then what the others say.
     */
    @Test
    void shouldApplyNoUncommittedTailAfterARestart()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(3);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final long committedIndex = cluster.committedIndex();
        cluster.network().isolate(former.id(), true);
        cluster.want(3);
        cluster.await("a tail", ROUND_TRIP_TICKS, () -> former.log().lastIndex() == committedIndex + 3);
        final long term = former.term();
        cluster.crash(former.id());
        cluster.restart(former.id());
        assertEquals(committedIndex + 3, former.log().lastIndex());
        cluster.await("the others go on", CONVERGED_TICKS_MAX, cluster::areClientsSatisfied);
        cluster.ticks(10 * ELECTION_TIMEOUT_MAX_TICKS);
        assertEquals(committedIndex, former.appliedIndex());
        cluster.network().heal();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        assertTrue(former.log().termAt(committedIndex + 1) > term);
    }

    /** The leader has committed and applied, and dies before its reply arrives: the retry is told the same. */
    @Test
    void shouldGiveTheReplyThatADeadLeaderCouldNotGive()
    {
        final TestCluster cluster = clusterWithClient(3);
        cluster.want(2);
        final TestMember former = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final List<String> lost = new ArrayList<>();
        final List<String> given = new ArrayList<>();
        cluster.filterReplies((sequence, index, outcome, result) ->
        {
            lost.add(sequence + " " + index + " " + outcome + " " + Arrays.toString(result));
            return false;
        });
        // The last one of them fails, which is a reply as well.
        cluster.want(3);
        cluster.await("the replies have left", CONVERGED_TICKS_MAX, () -> lost.size() == 3);
        cluster.crash(former.id());
        cluster.filterReplies((sequence, index, outcome, result) ->
            given.add(sequence + " " + index + " " + outcome + " " + Arrays.toString(result)));
        cluster.await("all is answered", CONVERGED_TICKS_MAX, cluster::areClientsSatisfied);
        assertEquals(lost, given);
        cluster.restart(former.id());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
    }

    /** Every message arrives twice, then all that was ever sent arrives again: by dead leaders, of former lives. */
    @Test
    void shouldNotMindAnyMessageThatComesAgain()
    {
        final TestCluster cluster = clusterWithClient(3);
        final List<TestNetwork.Message> sent = new ArrayList<>();
        cluster.network().faults(0, 1, 0, 0);
        cluster.network().filter(sent::add);
        cluster.want(10);
        final TestMember former = cluster.awaitLeader();
        cluster.crash(former.id());
        cluster.awaitLeader();
        cluster.want(10);
        cluster.await("more commands", CONVERGED_TICKS_MAX, cluster::areClientsSatisfied);
        cluster.restartAfterPowerLoss(former.id(), 0);
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        cluster.network().heal();
        final TestMember leader = cluster.leader();
        final long term = leader.term();
        final long[] terms = leader.log().terms();
        cluster.want(10);
        for (int i = 0; i < sent.size(); i++)
        {
            cluster.network().replay(sent.get(i));
            if (i % 20 == 0)
            {
                cluster.tick();
                assertTrue(leader.isLeader() && leader.term() == term, leader.toString());
            }
        }
        assertTrue(sent.stream().anyMatch((message) -> message.from == former.id() && message.term < term));
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        assertArrayEquals(terms, Arrays.copyOf(leader.log().terms(), terms.length));
        assertEquals(terms.length + 10, leader.log().lastIndex());
        assertEquals(term, leader.term());
    }

    /** A minority's disks, the leader's among them, are slow and ten clients ask: theirs is the quorum's speed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepTheSpeedOfTheQuorumWhateverAMinoritysDisksDo(final boolean isLeaderSlow)
    {
        final int commands = 50;
        final TestCluster cluster = TestCluster.of(5);
        for (int i = 0; i < 10; i++)
        {
            cluster.addClient(0);
        }
        cluster.want(1);
        final TestMember leader = cluster.awaitLeader();
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        final int ticks = ticksFor(cluster, commands);
        final TestMember one = cluster.member((leader.id() + 1) % 5);
        final TestMember other = cluster.member((leader.id() + (isLeaderSlow ? 0 : 2)) % 5);
        one.log().autoSync(false);
        other.log().autoSync(false);
        final long term = leader.term();
        final int slowTicks = ticksFor(cluster, commands);
        assertTrue(slowTicks <= ticks + ticks / 4, "slowTicks=" + slowTicks + " ticks=" + ticks);
        final long syncedIndex = one.log().syncedIndex();
        assertTrue(syncedIndex <= leader.log().lastIndex() - 10 * commands, "syncedIndex=" + syncedIndex);
        assertTrue(leader.isLeader() && leader.term() == term);
        one.log().autoSync(true);
        other.log().autoSync(true);
        cluster.await("the slow ones are there", ELECTION_TIMEOUT_MAX_TICKS,
            () -> one.log().syncedIndex() == leader.log().lastIndex());
        cluster.awaitConverged(CONVERGED_TICKS_MAX);
        assertTrue(leader.isLeader() && leader.term() == term);
    }

    private static int ticksFor(final TestCluster cluster, final int commands)
    {
        cluster.want(commands);
        int ticks = 0;
        while (!cluster.areClientsSatisfied())
        {
            cluster.tick();
            ticks++;
            assertFalse(ticks > 10 * CONVERGED_TICKS_MAX, "no end");
        }
        return ticks;
    }

    private static TestCluster clusterWithClient(final int size)
    {
        final TestCluster cluster = TestCluster.of(size);
        cluster.addClient(0);
        return cluster;
    }
}
