package io.balsa.simulation.world;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EventQueueTest
{
    @Test
    void shouldGiveEventsInOrderOfTimeAndOfArrival()
    {
        final SplittableRandom random = new SplittableRandom(1);
        final EventQueue queue = new EventQueue();
        final List<long[]> expected = new ArrayList<>();
        final List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 2_000; i++)
        {
            final int number = i;
            final long dueNs = random.nextInt(100);
            expected.add(new long[]{dueNs, number});
            queue.add(dueNs, () -> seen.add(number));
        }
        expected.sort(Comparator.comparingLong((long[] event) -> event[0]).thenComparingLong((event) -> event[1]));
        for (final long[] event : expected)
        {
            assertEquals(event[0], queue.firstDueNs());
            queue.poll().onDue();
        }
        assertTrue(queue.isEmpty());
        assertEquals(expected.stream().map((event) -> (int)event[1]).toList(), seen);
    }

    @Test
    void shouldNotGoBackInTimeWhenANestedWaitTakesLonger()
    {
        final World world = new World();
        final List<Long> times = new ArrayList<>();
        world.schedule(10, () ->
        {
            world.runUntil(50);
            times.add(world.nowNs());
        });
        world.schedule(20, () -> times.add(world.nowNs()));
        world.runUntil(30);
        assertEquals(List.of(20L, 50L), times);
        assertEquals(50, world.nowNs());
    }
}
