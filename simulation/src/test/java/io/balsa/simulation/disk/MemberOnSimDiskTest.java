package io.balsa.simulation.disk;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.SyncMode;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.SplittableRandom;

@Timeout(120)
class MemberOnSimDiskTest
{
    private static final int SEEDS = Integer.getInteger("seeds", 150);
    private static final int LIVES = 8;

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldFindWhatWasDurableAfterEachDeath(final SyncMode mode)
    {
        int deaths = 0, refused = 0;
        final java.util.TreeMap<String, Integer> why = new java.util.TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final SplittableRandom random = new SplittableRandom(seed);
            final DiskFaults faults = DiskFaults.draw(random).withInOrder(!Boolean.getBoolean("ooo"));
            final SimulatedMember member = new SimulatedMember(seed, mode, faults);
            try
            {
                for (int life = 0; life < LIVES; life++)
                {
                    member.dieAfter(random.nextInt(60), random.nextInt(4) > 0);
                    member.live(random.nextInt(1, 300));
                    deaths++;
                }
            }
            catch (final CorruptStorageException e)
            {
                refused++;
                why.merge(e.getMessage().replaceAll("[0-9]+", "N"), 1, Integer::sum);
            }
            catch (final AssertionError | RuntimeException e)
            {
                throw new AssertionError("seed " + seed + " " + mode + " " + faults, e);
            }
        }
        System.out.println(mode + " deaths " + deaths + " refused " + refused + " " + why);
    }
}
