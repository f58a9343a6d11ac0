package io.balsa.samples;

import io.balsa.consensus.port.StateMachine;
import io.balsa.simulation.Simulation;
import io.balsa.simulation.SimulationReport;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A user's state machine in the simulator: a good one, and one that is caught.
 */
@Timeout(120)
class CounterSimulationTest
{
    @Test
    void shouldBeDeterministicUnderEveryFault()
    {
        new Simulation(CounterService::new)
            .workload(() -> (random, client, command) ->
            {
                command.putLong(0, random.nextInt(100));
                return Long.BYTES;
            })
            .seeds(1, 50)
            .run()
            .assertClean();
    }

    @Test
    void shouldCatchAStateMachineThatAsksTheMachine()
    {
        final SimulationReport report = new Simulation(Timestamper::new).members(3, 3).seeds(1, 10).run();
        final AssertionError error = assertThrows(AssertionError.class, report::assertClean);
        assertTrue(error.getMessage().contains("seed"), error.getMessage());
        assertTrue(error.getCause().getMessage().contains("digest"), error.getCause().getMessage());
    }

    /** Takes the time from the machine and not from the command, so each member has another state. */
    private static final class Timestamper implements StateMachine
    {
        private long lastTimeNs;

        @Override
        public int apply(final long index, final long timestampNs, final long sessionId,
            final DirectBuffer command, final int offset, final int length, final MutableDirectBuffer result)
        {
            lastTimeNs = System.nanoTime();
            return 0;
        }

        @Override
        public long digest()
        {
            return lastTimeNs;
        }
    }
}
