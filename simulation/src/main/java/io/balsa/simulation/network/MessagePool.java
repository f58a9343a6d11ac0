package io.balsa.simulation.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that are not under way, by the power of two of their size.
 */
final class MessagePool
{
    private static final int SIZE_CLASS_MIN = 7;
    private static final int SIZE_CLASS_MAX = 25;

    private final List<ArrayDeque<Message>> free = new ArrayList<>();

    MessagePool()
    {
        for (int i = 0; i <= SIZE_CLASS_MAX; i++)
        {
            free.add(new ArrayDeque<>());
        }
    }

    Message take(final int length)
    {
        final int sizeClass = Math.max(SIZE_CLASS_MIN, Integer.SIZE - Integer.numberOfLeadingZeros(length - 1));
        final Message pooled = free.get(sizeClass).pollLast();
        final Message message = pooled != null ? pooled : new Message(sizeClass);
        message.length = length;
        message.source = 0;
        message.isReplay = false;
        message.isDelivered = false;
        return message;
    }

    Message copy(final Message message)
    {
        final Message copy = take(Math.max(1, message.length));
        copy.length = message.length;
        copy.buffer.putBytes(0, message.buffer, 0, message.length);
        copy.link = message.link;
        copy.life = message.life;
        copy.source = message.source;
        copy.receiverIncarnation = message.receiverIncarnation;
        return copy;
    }

    void giveBack(final Message message)
    {
        free.get(message.sizeClass).addLast(message);
    }
}
