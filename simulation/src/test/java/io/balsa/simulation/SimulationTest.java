package io.balsa.simulation;

import io.balsa.consensus.port.StateMachine;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.SafetyViolation;
import io.balsa.simulation.register.RegisterStateMachine;
import io.balsa.simulation.register.RegisterWorkload;
import io.balsa.simulation.world.RunResult;
import io.balsa.simulation.world.RunSettings;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole simulated clusters. {@code -Dbalsa.simulation.seeds=N} sets how many seeds that nobody has run before are run.
 */
class SimulationTest
{
    private static final int FIXED_SEEDS = 300;
    private static final int FRESH_SEEDS = Integer.getInteger("balsa.simulation.seeds", 200);

    /** Seeds that once failed, with what they had found. */
    private static final long[] FORMER_FAILURES =
    {
        2, // A long entry that was no multiple of 8 bytes was never taken by followers.
        502, // Recovery took for durable what a failed sync of an earlier process had left in the page cache.
        693946056, // Recovery took the zeros at the end of an entry for a torn sector when a bit was turned elsewhere.
        20990, // Recovery refused a log whose torn sector had only one bit that is not zero.
        1001096, // A leader that was replaced told a client that its session was lost.
    };

    private static Simulation simulation()
    {
        return new Simulation(RegisterStateMachine::new).workload(RegisterWorkload::new);
    }

    @Test
    @Timeout(300)
    void shouldKeepAllPromisesInFixedRuns()
    {
        for (final long seed : FORMER_FAILURES)
        {
            simulation().seeds(seed, 1).run().assertClean();
        }
        simulation().seeds(1, FIXED_SEEDS).run().assertClean();
    }

    @Test
    @Timeout(300)
    void shouldKeepAllPromisesInRunsThatNobodyHasSeen()
    {
        final long first = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.out.println("SimulationTest: fresh seeds from " + first + " on, to replay one: balsa simulate --seed N");
        simulation().seeds(first, FRESH_SEEDS).run().assertClean();
    }

    @Test
    @Timeout(60)
    void shouldDoTheSameAgainInAnotherJvm() throws Exception
    {
        final RunResult here = simulation().run(77);
        final String there = replayInAnotherJvm("77");
        assertTrue(there.contains(String.format("\"hash\":\"%016x\"", here.trace().hash())), there);
        assertTrue(there.contains("\"events\":" + here.trace().count()), there);
    }

    private static String replayInAnotherJvm(final String seed) throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"),
            "io.balsa.simulation.command.SimulateCommand", "--json", "--seed", seed)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)))
        {
            final String line = reader.readLine();
            assertEquals(0, process.waitFor());
            return line;
        }
        finally
        {
            process.destroyForcibly();
        }
    }

    @Test
    @Timeout(60)
    void shouldDrawOtherRunsFromOtherSeeds()
    {
        final List<Long> hashes = new ArrayList<>();
        for (long seed = 1; seed <= 5; seed++)
        {
            hashes.add(simulation().run(seed).trace().hash());
        }
        assertEquals(5, hashes.stream().distinct().count());
    }

    @Test
    @Timeout(60)
    void shouldCatchAStateMachineThatIsNotDeterministic()
    {
        final SimulationReport report = new Simulation(Forgetful::new).members(3, 5).seeds(1, 20).run();
        assertTrue(report.failureCount() > 0);
        final SafetyViolation violation =
            assertInstanceOf(SafetyViolation.class, report.failures().get(0).failure());
        assertEquals(Invariant.STATE_MACHINE_SAFETY, violation.invariant());
        final AssertionError error = assertThrows(AssertionError.class, report::assertClean);
        assertTrue(error.getMessage().contains("seed "), error.getMessage());
    }

    @Test
    @Timeout(120)
    void shouldFindTheFewestFaultsThatMatter()
    {
        final Simulation simulation = new Simulation(Forgetful::new).members(3, 5);
        final RunResult failed = failure(simulation);
        final RunResult smallest = new Shrinker(simulation::run, 100).shrink(failed);
        assertFalse(smallest.isClean());
        assertEquals(failed.failureKind(), smallest.failureKind());
        assertEquals(List.of(), smallest.faults(), "a state machine that forgets needs no faults");
        final RunSettings settings = smallest.settings();
        assertEquals(smallest.failureKind(), simulation.run(settings).failureKind());
    }

    private static RunResult failure(final Simulation simulation)
    {
        for (long seed = 1; seed < 100; seed++)
        {
            final RunResult result = simulation.run(seed);
            if (!result.isClean() && !result.faults().isEmpty())
            {
                return result;
            }
        }
        throw new AssertionError("no run failed");
    }

    @Test
    void shouldRefuseWhatCannotBe()
    {
        assertThrows(IllegalArgumentException.class, () -> simulation().seeds(1, 0));
        assertThrows(IllegalArgumentException.class, () -> simulation().members(0, 3));
        assertThrows(IllegalArgumentException.class, () -> simulation().members(4, 3));
        assertThrows(IllegalArgumentException.class, () -> simulation().members(1, Simulation.MEMBERS_LIMIT + 1));
    }

    /** Digests what differs between members: which of them it is. */
    private static final class Forgetful implements StateMachine
    {
        private static int count;

        private final int number = ++count;
        private long digest;

        @Override
        public int apply(
            final long index,
            final long timestampNs,
            final long sessionId,
            final DirectBuffer command,
            final int offset,
            final int length,
            final MutableDirectBuffer result)
        {
            digest = digest * 31 + (index % 10 == 0 ? number : index);
            return 0;
        }

        @Override
        public long digest()
        {
            return digest;
        }
    }
}
