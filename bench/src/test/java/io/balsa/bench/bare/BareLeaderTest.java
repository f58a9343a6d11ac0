package io.balsa.bench.bare;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BareLeaderTest
{
    @Test
    void shouldAnswerWhatAMajorityHas()
    {
        final long[][] orders = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};
        for (final long[] order : orders)
        {
            assertEquals(2, BareLeader.reachedBy(order, 2));
        }
        assertEquals(5, BareLeader.reachedBy(new long[]{5, 5, 0}, 2));
        assertEquals(3, BareLeader.reachedBy(new long[]{1, 5, 3, 4, 2}, 3));
    }
}
