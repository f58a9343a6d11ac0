package io.balsa.node;

import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;

class IdleModeTest
{
    @ParameterizedTest
    @EnumSource
    void shouldMakeAStrategyForEachThread(final IdleMode mode)
    {
        assertNotSame(mode.newStrategy(), mode.newStrategy());
    }

    /** It is woken; a thread of its own that yields would take the core of those that have work. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SPINNING")
    void shouldLetASyncAgentSleep(final IdleMode mode)
    {
        assertInstanceOf(WakeableIdleStrategy.class, mode.newSyncStrategy());
    }

    @Test
    void shouldNotParkAThreadThatSpins()
    {
        assertInstanceOf(BusySpinIdleStrategy.class, IdleMode.SPINNING.newSyncStrategy());
        IdleMode.wakeUp(IdleMode.SPINNING.newSyncStrategy()).run();
    }
}
