package io.balsa.consensus;

import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.support.TestCluster;
import io.balsa.consensus.support.TestMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Random runs of whole clusters in which everything fails that may fail, then heals. {@code -Dbalsa.seed=N} replays one
 * run, {@code -Dbalsa.seeds=N} tries that many.
 */
class RandomClusterTest
{
    private static final int SEEDS_DEFAULT = 200;
    private static final int CHAOS_TICKS = 1_500;
    private static final int HEALED_TICKS_MAX = 20_000;

    @Test
    @Timeout(600)
    void shouldKeepEveryPromiseWhateverFails()
    {
        final Long replayed = Long.getLong("balsa.seed");
        if (replayed != null)
        {
            run(replayed);
            return;
        }
        final int seeds = Integer.getInteger("balsa.seeds", SEEDS_DEFAULT);
        for (long seed = 1; seed <= seeds; seed++)
        {
            run(seed);
        }
        final long freshSeed = ThreadLocalRandom.current().nextLong();
        System.out.println("RandomClusterTest: fresh seed, to replay -Dbalsa.seed=" + freshSeed);
        run(freshSeed);
    }

    private static void run(final long seed)
    {
        try
        {
            new Run(new Random(seed)).run();
        }
        catch (final Throwable ex)
        {
            throw new AssertionError("replay with -Dbalsa.seed=" + seed, ex);
        }
    }

    private static final class Run
    {
        private final Random random;
        private final int size;
        private final TestCluster cluster;
        private final boolean[] isPaused;
        private final boolean isSyncDelayed;
        private final boolean isStoreDelayed;
        private final double crashRate;
        private final double partitionRate;
        private final double pauseRate;

        private Run(final Random random)
        {
            this.random = random;
            size = 1 + random.nextInt(5);
            final int appendLengthMax = 72 + 8 * random.nextInt(40);
            final RaftConfig.Builder values = TestCluster.quick()
                .randomSeed(random.nextLong())
                .appendLengthMax(appendLengthMax)
                .commandLengthMax(2048)
                .uncommittedBytesMax(2200 + random.nextInt(8000))
                .inflightMax(1 + random.nextInt(5), appendLengthMax + random.nextInt(2000))
                .quorumFloor(random.nextInt(4) == 0 ? random.nextInt(size + 1) : 0);
            cluster = new TestCluster(size, random, values);
            isPaused = new boolean[size];
            for (int id = 0; id < size; id++)
            {
                cluster.skewEpoch(id, random.nextInt(2_000_000_000) - 1_000_000_000L);
            }
            final int clients = 1 + random.nextInt(3);
            for (int i = 0; i < clients; i++)
            {
                cluster.addClient(random.nextBoolean() ? 0 : 200 + random.nextInt(800));
            }
            cluster.network().faults(
                rate(0.2), rate(0.2), rate(0.2), 1 + random.nextInt(20) * TestCluster.TICK_NS);
            isSyncDelayed = random.nextBoolean();
            isStoreDelayed = random.nextBoolean();
            crashRate = rate(0.01);
            partitionRate = rate(0.02);
            pauseRate = rate(0.01);
            for (final TestMember member : cluster.members())
            {
                member.log().autoSync(!isSyncDelayed);
                member.store().autoStore(!isStoreDelayed);
            }
        }

        private double rate(final double max)
        {
            return random.nextInt(3) == 0 ? 0 : random.nextDouble() * max;
        }

        void run()
        {
            for (int tick = 0; tick < CHAOS_TICKS; tick++)
            {
                if (tick % 20 == 0)
                {
                    cluster.want(1 + random.nextInt(4));
                }
                disturb();
                cluster.tick(isPaused);
            }
            heal();
            cluster.awaitLeader();
            cluster.awaitConverged(HEALED_TICKS_MAX);
        }

        private void disturb()
        {
            for (final TestMember member : cluster.members())
            {
                isPaused[member.id()] =
                    isPaused[member.id()] ? random.nextInt(40) != 0 : random.nextDouble() < pauseRate;
                if (isSyncDelayed && random.nextInt(6) == 0)
                {
                    member.log().completeSync();
                }
                if (isStoreDelayed && random.nextInt(6) == 0)
                {
                    member.store().complete();
                }
                member.log().refuse(random.nextInt(200) == 0 ? -2 - random.nextInt(2) : 0);
                if (member.isUp() ? random.nextDouble() < crashRate : random.nextInt(30) == 0)
                {
                    crashOrRestart(member);
                }
            }
            if (random.nextDouble() < partitionRate)
            {
                final TestMember leader = random.nextBoolean() ? cluster.leader() : null;
                cluster.network().isolate(
                    leader == null ? random.nextInt(size) : leader.id(), random.nextBoolean());
            }
            if (random.nextDouble() < partitionRate)
            {
                cluster.network().block(random.nextInt(size), random.nextInt(size), random.nextBoolean());
            }
        }

        private void crashOrRestart(final TestMember member)
        {
            if (member.isUp())
            {
                cluster.crash(member.id());
            }
            else
            {
                restart(member);
            }
        }

        private void restart(final TestMember member)
        {
            if (random.nextBoolean())
            {
                cluster.restart(member.id());
            }
            else
            {
                cluster.restartAfterPowerLoss(member.id(), random.nextInt(6) - 2);
            }
        }

        private void heal()
        {
            cluster.network().heal();
            for (final TestMember member : cluster.members())
            {
                isPaused[member.id()] = false;
                member.log().refuse(0);
                if (!member.isUp())
                {
                    restart(member);
                }
                member.log().autoSync(true);
                member.store().autoStore(true);
            }
        }
    }
}
