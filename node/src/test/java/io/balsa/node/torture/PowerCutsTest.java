package io.balsa.node.torture;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The log survives power cuts on real file systems. Left out where none can be mounted. */
@Timeout(120)
class PowerCutsTest
{
    private static final int CYCLES = 5;
    private static final long SEED = 11;

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void shouldLoseNothingInPowerCuts(final FileSystemKind kind) throws InterruptedException
    {
        Torture.assumePossible(() -> PowerCuts.require(kind));
        final AtomicInteger survived = new AtomicInteger();
        final PowerCutReport report = PowerCuts.run(kind, CYCLES, SEED, survived::set);
        assertEquals(CYCLES, survived.get());
        assertTrue(report.cuts() == CYCLES && report.syncs() > 0 && report.termStates() > 0, report::toString);
    }
}
