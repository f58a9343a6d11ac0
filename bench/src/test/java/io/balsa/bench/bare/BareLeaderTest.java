package io.balsa.bench.bare;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BareLeaderTest
{
    @Test
    void shouldAnswerWhatTwoOfThreeHave()
    {
        final long[][] orders = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};
        for (final long[] order : orders)
        {
            assertEquals(2, BareLeader.secondOf(order[0], order[1], order[2]));
        }
        assertEquals(5, BareLeader.secondOf(5, 5, 0));
    }
}
