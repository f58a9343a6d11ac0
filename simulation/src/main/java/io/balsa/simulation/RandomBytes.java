package io.balsa.simulation;

import org.agrona.MutableDirectBuffer;

import java.util.SplittableRandom;

/** Commands of random length and content. */
final class RandomBytes implements Workload
{
    @Override
    public int next(final SplittableRandom random, final int client, final MutableDirectBuffer command)
    {
        final int length = random.nextInt(command.capacity() + 1);
        for (int i = 0; i < length; i++)
        {
            command.putByte(i, (byte)random.nextInt());
        }
        return length;
    }
}
