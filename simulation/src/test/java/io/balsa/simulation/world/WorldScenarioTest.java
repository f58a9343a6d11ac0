package io.balsa.simulation.world;

import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.core.StateDiverged;
import io.balsa.log.mmap.SyncMode;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.disk.Damage;
import io.balsa.simulation.network.LinkModel;
import io.balsa.simulation.network.LinkSettings;
import io.balsa.simulation.network.NetworkFault;
import io.balsa.simulation.network.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Scenarios that need real storage or real clients, each a script for a whole simulated cluster. */
@Timeout(60)
class WorldScenarioTest
{
    private static final int MEMBERS = 3;
    private static final long MS = Swarm.MS;

    /** All members lose their power at one moment and under load, again and again: nothing acked is lost. */
    @ParameterizedTest
    @ValueSource(longs = {100, 200, 300, 400})
    void shouldLoseNothingAckedWhenAllLosePowerUnderLoad(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        for (int i = 0; i < 10; i++)
        {
            final long committedIndex = script.committedIndex();
            script.await("commands go on", () -> script.committedIndex() > committedIndex + 10);
            for (final SimMember member : script.cluster.members())
            {
                member.losePower();
                member.restartAt(script.cluster.world().nowNs() + 50 * MS);
            }
        }
        assertTrue(script.hasHit(Mark.ALL_DOWN_AT_ONCE));
        script.converge();
    }

    /** Commands are on a quorum's disks when the clients give up, and are committed thereafter. */
    @Test
    void shouldCallTheOutcomeOfACommandUnknownThatIsCommittedLater()
    {
        final ScriptedCluster script = new ScriptedCluster(1);
        final int leader = script.leader().id();
        final long committedIndex = script.committedIndex();
        for (int other = 0; other < MEMBERS; other++)
        {
            script.block(other, leader, other != leader);
        }
        script.run(60 * MS);
        final long storedIndex = script.cluster.checker().chains().lastIndex((leader + 1) % MEMBERS);
        assertTrue(storedIndex > committedIndex, "storedIndex=" + storedIndex);
        script.blockClients();
        for (int from = 0; from < MEMBERS; from++)
        {
            for (int to = 0; to < MEMBERS; to++)
            {
                script.block(from, to, from != to);
            }
        }
        script.run(2 * SimCluster.COMMAND_TIMEOUT_NS);
        assertTrue(script.hasHit(Mark.COMMAND_INDETERMINATE));
        assertEquals(0, script.cluster.marks().count(Mark.COMMAND_APPLIED_AFTER_INDETERMINATE));
        script.converge();
        assertTrue(script.hasHit(Mark.COMMAND_APPLIED_AFTER_INDETERMINATE));
        assertTrue(script.committedIndex() > storedIndex);
    }

    /** Messages of members come twice, late by whole terms, and from processes that are dead; clients ask again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 50, 90})
    void shouldExecuteOnceWhateverComesAgain(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        script.network(new LinkSettings()
            .model(LinkModel.ARBITRARY).repeatRate(1).replayRate(0.5).replayMeanNs(1_000 * MS).surviveRate(1));
        for (int i = 0; i < 5; i++)
        {
            script.await("a leader", () -> script.leader() != null);
            final SimMember leader = script.leader();
            final long committedIndex = script.committedIndex();
            script.await("commands go on", () -> script.committedIndex() > committedIndex + 5);
            leader.kill();
            leader.restartAt(script.cluster.world().nowNs() + 300 * MS);
            script.await("the dead one is back", leader::isUp);
        }
        assertTrue(script.hasHit(Mark.FORMER_LIFE_MESSAGE_DELIVERED));
        script.await("many come again", () -> script.cluster.network().count(NetworkFault.REPEATED) > 1_000 &&
            script.cluster.network().count(NetworkFault.REPLAYED) > 1_000);
        script.converge();
    }

    /** Heartbeats of the leader flow on while its disk hangs: it gives up, another leads, and nothing is lost. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20})
    void shouldReplaceALeaderWhoseDiskHangs(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        final SimMember former = script.leader();
        final long committedIndex = script.committedIndex();
        final long startNs = script.cluster.world().nowNs();
        former.diskDelay().hang(startNs + 20_000 * MS);
        script.await("another leader", () -> script.leader() != null && script.leader() != former);
        script.await("commands go on", () -> script.committedIndex() > committedIndex + 20);
        assertTrue(script.hasHit(Mark.LEADER_GAVE_UP_FOR_ITS_DISK));
        assertTrue(script.cluster.world().nowNs() < startNs + 10_000 * MS, "while it hangs");
        assertNotEquals(RaftRole.LEADER, former.role());
        script.run(2_000 * MS);
        assertNotEquals(RaftRole.LEADER, former.role());
        script.converge();
    }

    /** The leader's disk is full, then all are: commands are refused, and there is no need to start anything again. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20})
    void shouldServeAgainByItselfWhenThereIsRoom(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        final SimMember former = script.leader();
        former.disk().full(true);
        script.await("another leader", () -> script.leader() != null && script.leader() != former);
        final long committedIndex = script.committedIndex();
        script.await("commands go on", () -> script.committedIndex() > committedIndex + 20);
        assertTrue(script.hasHit(Mark.DISK_FULL_REFUSED));
        assertTrue(script.hasHit(Mark.LEADER_GAVE_UP_FOR_ITS_DISK));
        for (final SimMember member : script.cluster.members())
        {
            member.disk().full(true);
        }
        script.await("nobody leads", () -> script.leader() == null);
        final long refusedIndex = script.committedIndex();
        script.run(3_000 * MS);
        assertNull(script.leader());
        assertEquals(refusedIndex, script.committedIndex());
        former.disk().full(false);
        script.run(2_000 * MS);
        assertEquals(refusedIndex, script.committedIndex(), "one member is no quorum");
        for (final SimMember member : script.cluster.members())
        {
            member.disk().full(false);
            assertTrue(member.isUp());
        }
        script.await("commands go on", () -> script.committedIndex() > refusedIndex + 10);
        script.converge();
    }

    /** The end of a member's log rots, again and again: each time it gets back what it had, or what is decided. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20, 30, 40})
    void shouldMakeADamagedMemberWhole(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        final SimMember member = script.cluster.member(1);
        for (int i = 0; i < 4; i++)
        {
            final long committedIndex = script.committedIndex();
            script.await("commands go on", () -> script.committedIndex() > committedIndex + 10);
            member.kill();
            assertNotNull(member.disk().rotAtEnd(Damage.Kind.FLIPPED_BIT));
            member.history().onDamaged();
            member.restartAt(script.cluster.world().nowNs() + 50 * MS);
            script.await("it is back", () -> member.isUp() && !member.isFenced());
        }
        assertTrue(script.hasHit(Mark.LOG_REPAIRED_BY_PROOF) || script.hasHit(Mark.LOG_STARTED_OVER));
        script.converge();
    }

    /** A log that was in memory is gone with its process: the member does not come back, and the others go on. */
    @Test
    void shouldRefuseAMemberWhoseMemoryIsLost()
    {
        final ScriptedCluster script = new ScriptedCluster(1, SyncMode.MEMORY);
        final SimMember member = script.leader();
        final long committedIndex = script.committedIndex();
        member.kill();
        member.restartAt(script.cluster.world().nowNs() + MS);
        script.await("it is refused", () -> member.state() == MemberState.LOST);
        assertTrue(script.hasHit(Mark.MEMORY_REFUSED));
        script.await("commands go on", () -> script.committedIndex() > committedIndex + 20);
    }

    /** A former leader comes back with a log that is longer than that of the others, and older: it is not elected. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20})
    void shouldNotElectTheLongerAndOlderLog(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        final Deposition deposition = new Deposition(
            script.cluster, new Topology(script.cluster.network(), MEMBERS), () -> false);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20 && !script.hasHit(Mark.LONGER_AND_OLDER_LOG_STOOD); i++)
        {
            script.await("a leader", () -> script.leader() != null);
            deposition.replaceLeader(random, script.cluster.world().nowNs() + 2_000 * MS);
            script.run(3_000 * MS);
            script.cluster.network().heal();
        }
        assertTrue(script.hasHit(Mark.LONGER_AND_OLDER_LOG_STOOD));
        script.converge();
    }

    /** What a deposed leader has lost it had alone: others have other entries there, and give it none of them. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20})
    void shouldGiveADeposedLeaderNothingElseForWhatItHasLost(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        final Deposition deposition = new Deposition(
            script.cluster, new Topology(script.cluster.network(), MEMBERS), () -> false);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50 && !script.hasHit(Mark.REPAIR_REFUSED_BY_OTHER_LOG); i++)
        {
            script.await("a leader", () -> script.leader() != null);
            deposition.replaceLeader(random, script.cluster.world().nowNs() + 2_000 * MS);
            script.run(3_000 * MS);
            script.cluster.network().heal();
        }
        assertTrue(script.hasHit(Mark.REPAIR_REFUSED_BY_OTHER_LOG));
        script.await("it has started over", () -> script.hasHit(Mark.LOG_STARTED_OVER));
        script.converge();
    }

    /** A follower gives other results from an entry on: it stops soon after, names the range, and others go on. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20, 30})
    void shouldStopAMemberWhoseStateDiverges(final long seed)
    {
        final ScriptedCluster script = new ScriptedCluster(seed);
        final SimMember follower = script.cluster.member((script.leader().id() + 1) % MEMBERS);
        final int interval = script.cluster.swarm().digestInterval();
        follower.kill();
        final long fromIndex = script.cluster.checker().chains().lastIndex(follower.id()) + 1;
        script.cluster.diverge(follower.id(), fromIndex);
        follower.restartAt(script.cluster.world().nowNs() + MS);
        script.await("it stops", () -> follower.haltReason instanceof StateDiverged);
        final Matcher range = Pattern.compile("after index=(\\d+), .* up to index=(\\d+);").matcher(
            follower.haltReason.getMessage());
        assertTrue(range.find(), follower.haltReason.getMessage());
        final long divergedIndex = Long.parseLong(range.group(1));
        assertTrue(divergedIndex >= fromIndex, range.group());
        assertTrue(Long.parseLong(range.group(2)) < divergedIndex, range.group());
        assertEquals(0, divergedIndex % interval);
        script.cluster.diverge(-1, 0);
        final long committedIndex = script.committedIndex();
        script.await("commands go on", () -> script.committedIndex() > committedIndex + 20);
        script.converge();
    }
}
