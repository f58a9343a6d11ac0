package io.balsa.transport.media;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts the fragments of one image together, and never holds more than a limit: of a longer message the head is kept, so
 * that it can be answered, and the rest is let go. A message that came in one fragment is passed on in place.
 */
public final class MessageAssembler implements ControlledFragmentHandler
{
    private static final int INITIAL_LENGTH = 4096;
    private static final int HEAD_LENGTH = WireProtocol.MESSAGE_OVERHEAD;

    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private final MessageHandler handler;
    private final int lengthMax;
    private int assembledLength = -1;
    private boolean isOverlong;

    /**
     * Create an assembler.
     *
     * @param handler   to pass messages to.
     * @param lengthMax of a message in bytes, at least {@link WireProtocol#MESSAGE_OVERHEAD}.
     */
    public MessageAssembler(final MessageHandler handler, final int lengthMax)
    {
        this.handler = handler;
        this.lengthMax = lengthMax;
    }

    @Override
    public Action onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        return onFragment(buffer, offset, length, header.flags());
    }

    Action onFragment(final DirectBuffer buffer, final int offset, final int length, final byte flags)
    {
        if ((flags & FrameDescriptor.UNFRAGMENTED) == FrameDescriptor.UNFRAGMENTED)
        {
            return action(length <= lengthMax ?
                handler.onMessage(buffer, offset, length) :
                handler.onOverlongMessage(buffer, offset, Math.min(length, HEAD_LENGTH)));
        }
        if ((flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0)
        {
            assembledLength = 0;
            isOverlong = false;
        }
        else if (assembledLength < 0)
        {
            return Action.CONTINUE;
        }
        final int lengthBefore = assembledLength;
        append(buffer, offset, length);
        if ((flags & FrameDescriptor.END_FRAG_FLAG) == 0)
        {
            return Action.CONTINUE;
        }
        return deliver(lengthBefore);
    }

    private void append(final DirectBuffer buffer, final int offset, final int length)
    {
        isOverlong |= length > lengthMax - assembledLength;
        final int copyLength = isOverlong ? Math.min(length, Math.max(0, HEAD_LENGTH - assembledLength)) : length;
        final int newLength = assembledLength + copyLength;
        if (newLength > message.capacity())
        {
            grow(newLength);
        }
        message.putBytes(assembledLength, buffer, offset, copyLength);
        assembledLength = newLength;
    }

    private void grow(final int lengthMin)
    {
        final long doubled = Math.max(INITIAL_LENGTH, 2L * message.capacity());
        final byte[] bytes = new byte[(int)Math.min(lengthMax, Math.max(doubled, lengthMin))];
        message.getBytes(0, bytes, 0, assembledLength);
        message.wrap(bytes);
    }

    private Action deliver(final int lengthBefore)
    {
        final int length = assembledLength;
        final boolean wasOverlong = isOverlong;
        assembledLength = -1;
        final boolean isTaken = wasOverlong ?
            handler.onOverlongMessage(message, 0, Math.min(length, HEAD_LENGTH)) :
            handler.onMessage(message, 0, length);
        if (!isTaken)
        {
            assembledLength = lengthBefore;
        }
        return action(isTaken);
    }

    private static Action action(final boolean isTaken)
    {
        return isTaken ? Action.CONTINUE : Action.ABORT;
    }
}
