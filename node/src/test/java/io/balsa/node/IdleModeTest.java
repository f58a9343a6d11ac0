package io.balsa.node;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertNotSame;

class IdleModeTest
{
    @ParameterizedTest
    @EnumSource
    void shouldMakeAStrategyForEachThread(final IdleMode mode)
    {
        assertNotSame(mode.newStrategy(), mode.newStrategy());
    }
}
