package io.balsa.simulation.disk;

import io.balsa.log.mmap.DamagedLogException;
import io.balsa.log.mmap.SyncMode;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A real log, term state, recovery and sync agent on the simulated disk. */
@Timeout(120)
class MemberOnSimDiskTest
{
    private static final int SEEDS = 300;
    private static final int LIVES = 8;

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldFindWhatWasDurableAfterEachDeath(final SyncMode mode)
    {
        long durableCount = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final DiskFaults faults = DiskFaults.draw(new SplittableRandom(seed)).withoutTears();
            final SimulatedMember member = new SimulatedMember(seed, mode, faults);
            assertTrue(isStartedEachTime(member, seed, mode, faults));
            durableCount += member.durableCount();
        }
        assertTrue(durableCount > (SyncMode.ASYNC == mode ? 0 : 10_000), "checked " + durableCount);
    }

    /** Whether a sector was torn or has rotten is not known: recovery must refuse it. */
    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldRefuseOrFindWhatWasDurableWhereSectorsAreTorn(final SyncMode mode)
    {
        int started = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final DiskFaults faults = DiskFaults.draw(new SplittableRandom(seed));
            started += isStartedEachTime(new SimulatedMember(seed, mode, faults), seed, mode, faults) ? 1 : 0;
        }
        assertTrue(started > SEEDS / 2, "started " + started);
    }

    private static boolean isStartedEachTime(
        final SimulatedMember member, final long seed, final SyncMode mode, final DiskFaults faults)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        try
        {
            for (int life = 0; life < LIVES; life++)
            {
                member.dieAfter(random.nextInt(60), random.nextInt(4) > 0);
                member.live(random.nextInt(1, 300));
            }
            return true;
        }
        catch (final AssertionError | RuntimeException e)
        {
            if (faults.tearRate() > 0 && e instanceof DamagedLogException)
            {
                return false;
            }
            throw new AssertionError("seed " + seed + " " + mode + " " + faults, e);
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldSurviveALossOfPowerAtEachOperation(final SyncMode mode)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            final DiskFaults faults = DiskFaults.draw(new SplittableRandom(seed)).withoutTears();
            for (int operations = 0; operations < 60; operations++)
            {
                final SimulatedMember member = new SimulatedMember(seed, mode, faults);
                for (int next = 0; next < 3; next++)
                {
                    member.dieAfter(operations, true);
                    member.live(200);
                }
                member.live(0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldDoTheSameForTheSameSeed(final SyncMode mode)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            assertEquals(fingerprint(seed, mode), fingerprint(seed, mode));
        }
    }

    private static long fingerprint(final long seed, final SyncMode mode)
    {
        final DiskFaults faults = DiskFaults.draw(new SplittableRandom(seed)).withoutTears();
        final SimulatedMember member = new SimulatedMember(seed, mode, faults);
        isStartedEachTime(member, seed, mode, faults);
        return member.disk.fingerprint();
    }
}
