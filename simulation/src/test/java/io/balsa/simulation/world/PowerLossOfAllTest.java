package io.balsa.simulation.world;

import io.balsa.log.mmap.SyncMode;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.register.RegisterStateMachine;
import io.balsa.simulation.register.RegisterWorkload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class PowerLossOfAllTest
{
    private static final int MEMBERS = 3;
    private static final int CLUSTERS = 8;

    @Test
    void shouldFindAPartOfEachLogOrARefusal()
    {
        long recoveredCount = 0;
        long seed = 1;
        for (int i = 0; i < CLUSTERS; i++)
        {
            while (swarm(seed).syncMode() != SyncMode.ASYNC)
            {
                seed++;
            }
            final SimCluster cluster = new SimCluster(
                new SplittableRandom(seed), swarm(seed), RegisterStateMachine::new, new RegisterWorkload());
            cluster.start();
            cluster.world().runUntil(2_000 * Swarm.MS);
            new PowerLossOfAll(cluster, new SplittableRandom(seed)).run();
            cluster.violations().check();
            for (final SimMember member : cluster.members())
            {
                assertEquals(MemberState.LOST, member.state());
            }
            recoveredCount += cluster.marks().count(Mark.UNSYNCED_LOG_RECOVERED);
            seed++;
        }
        assertTrue(recoveredCount > CLUSTERS * MEMBERS / 2, recoveredCount + " recovered");
    }

    private static Swarm swarm(final long seed)
    {
        return new Swarm(new SplittableRandom(seed), MEMBERS, MEMBERS, true);
    }
}
