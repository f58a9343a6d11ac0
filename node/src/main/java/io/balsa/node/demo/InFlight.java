package io.balsa.node.demo;

import org.agrona.BitUtil;

/**
 * Which command went out under which sequence, and when it was first offered. Sequences that are unanswered at the same
 * time are less than a window apart.
 */
final class InFlight
{
    private final int[] numbers;
    private final long[] offeredNs;
    private final int mask;

    InFlight(final int window)
    {
        final int slots = BitUtil.findNextPositivePowerOfTwo(window);
        numbers = new int[slots];
        offeredNs = new long[slots];
        mask = slots - 1;
    }

    void add(final long sequence, final int number, final long nowNs)
    {
        numbers[(int)sequence & mask] = number;
        offeredNs[(int)sequence & mask] = nowNs;
    }

    int number(final long sequence)
    {
        return numbers[(int)sequence & mask];
    }

    long offeredNs(final long sequence)
    {
        return offeredNs[(int)sequence & mask];
    }
}
