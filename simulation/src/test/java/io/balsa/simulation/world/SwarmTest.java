package io.balsa.simulation.world;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SwarmTest
{
    private static final int SEEDS = 2_000;

    @Test
    void shouldEndOnlyProcessesThatMayBeLostWhereAllIsInMemory()
    {
        int clusterCount = 0;
        int endCount = 0;
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final Swarm swarm = swarm(seed);
            if (swarm.isInMemory())
            {
                clusterCount++;
                assertEquals(0, swarm.recoveryCrashRate());
                assertFalse(swarm.isAllPowerLost());
                for (final Fault fault : new FaultPlan(new SplittableRandom(seed), swarm).faults())
                {
                    assertFalse(fault.kind().isEndOfAll(), fault.toString());
                    if (fault.kind().isEnd() || fault.kind().isLossOfData())
                    {
                        endCount++;
                        assertTrue(swarm.isAllowedToEnd(fault.member()), fault.toString());
                    }
                }
            }
        }
        assertTrue(clusterCount > SEEDS / 60 && clusterCount < SEEDS / 15, clusterCount + " clusters");
        assertTrue(endCount > clusterCount, endCount + " ends");
    }

    @Test
    void shouldKeepTheDisksOfAQuorumWhole()
    {
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final Swarm swarm = swarm(seed);
            final boolean[] isDamaged = new boolean[swarm.memberCount()];
            for (final Fault fault : new FaultPlan(new SplittableRandom(seed), swarm).faults())
            {
                isDamaged[fault.member()] |= fault.kind().isLossOfData();
            }
            int wholeCount = 0;
            for (final boolean isOneDamaged : isDamaged)
            {
                wholeCount += isOneDamaged ? 0 : 1;
            }
            assertTrue(wholeCount > swarm.memberCount() / 2, "seed=" + seed);
        }
    }

    @Test
    void shouldDoOneThingToSomeClustersAndLittleElse()
    {
        final Map<FaultKind, Integer> clusterCounts = new EnumMap<>(FaultKind.class);
        int focusedCount = 0;
        int hitCount = 0;
        int otherKindCount = 0;
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final Swarm swarm = swarm(seed);
            final FaultKind focus = swarm.focus();
            if (focus != null)
            {
                clusterCounts.merge(focus, 1, Integer::sum);
                final Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
                new FaultPlan(new SplittableRandom(seed), swarm).faults().forEach((fault) -> kinds.add(fault.kind()));
                hitCount += kinds.remove(focus) ? 1 : 0;
                otherKindCount += kinds.size();
                focusedCount++;
                assertTrue(focus == FaultKind.LEAVE_BEHIND || swarm.payloadLengthMax() <= 24, "entries of one length");
            }
        }
        assertTrue(clusterCounts.get(FaultKind.LEAVE_BEHIND) > SEEDS / 8, clusterCounts + " clusters");
        assertTrue(clusterCounts.get(FaultKind.DEPOSE) > SEEDS / 16, clusterCounts + " clusters");
        assertTrue(hitCount > focusedCount * 9 / 10, hitCount + " of " + focusedCount);
        assertTrue(otherKindCount < focusedCount * 4, otherKindCount + " other kinds of faults");
    }

    private static Swarm swarm(final long seed)
    {
        return new Swarm(new SplittableRandom(seed), 1, 7, false);
    }
}
