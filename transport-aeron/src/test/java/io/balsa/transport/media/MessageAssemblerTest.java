package io.balsa.transport.media;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.FrameDescriptor;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MessageAssemblerTest
{
    private static final byte BEGIN = FrameDescriptor.BEGIN_FRAG_FLAG;
    private static final byte END = FrameDescriptor.END_FRAG_FLAG;
    private static final byte MIDDLE = 0;
    private static final int LENGTH_MAX = 10_000;

    private final List<String> messages = new ArrayList<>();
    private final UnsafeBuffer fragment = new UnsafeBuffer(new byte[LENGTH_MAX + 1]);
    private final Recorder recorder = new Recorder();
    private final MessageAssembler assembler = new MessageAssembler(recorder, LENGTH_MAX);
    private boolean isTaking = true;

    private Action take(final int value, final int length, final byte flags)
    {
        fragment.setMemory(0, length, (byte)value);
        return assembler.onFragment(fragment, 0, length, flags);
    }

    @Test
    void shouldPutFragmentsTogether()
    {
        take(1, 4000, BEGIN);
        take(2, 4000, MIDDLE);
        assertEquals(Action.CONTINUE, take(3, 2000, END));
        take(4, 10, FrameDescriptor.UNFRAGMENTED);
        assertEquals(List.of("10000: 1..3", "10: 4..4"), messages);
    }

    @Test
    void shouldDeliverAgainWhatWasNotTaken()
    {
        isTaking = false;
        take(1, 4000, BEGIN);
        assertEquals(Action.ABORT, take(2, 100, END));
        assertEquals(Action.ABORT, take(2, 100, END));
        isTaking = true;
        assertEquals(Action.CONTINUE, take(2, 100, END));
        assertEquals(List.of("4100: 1..2"), messages);
    }

    @Test
    void shouldKeepTheHeadOfWhatIsTooLong()
    {
        take(1, 6000, BEGIN);
        take(2, 6000, MIDDLE);
        take(3, 6000, END);
        take(5, LENGTH_MAX + 1, FrameDescriptor.UNFRAGMENTED);
        take(4, 10, FrameDescriptor.UNFRAGMENTED);
        assertEquals(List.of("overlong 256: 1..1", "overlong 256: 5..5", "10: 4..4"), messages);
    }

    @Test
    void shouldAskAgainForAnOverlongHead()
    {
        isTaking = false;
        take(1, 6000, BEGIN);
        assertEquals(Action.ABORT, take(2, 6000, END));
        isTaking = true;
        assertEquals(Action.CONTINUE, take(2, 6000, END));
        assertEquals(List.of("overlong 256: 1..1"), messages);
    }

    @Test
    void shouldIgnoreWhatHasNoBeginning()
    {
        take(1, 10, MIDDLE);
        take(2, 10, END);
        take(3, 10, BEGIN);
        take(4, 10, BEGIN);
        take(5, 10, END);
        take(6, 10, END);
        assertEquals(List.of("20: 4..5"), messages);
    }

    private final class Recorder implements MessageHandler
    {
        private boolean record(final String prefix, final DirectBuffer buffer, final int offset, final int length)
        {
            if (isTaking)
            {
                messages.add(prefix + length + ": " + buffer.getByte(offset) + ".." +
                    buffer.getByte(offset + length - 1));
            }
            return isTaking;
        }

        @Override
        public boolean onMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            return record("", buffer, offset, length);
        }

        @Override
        public boolean onOverlongMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            return record("overlong ", buffer, offset, length);
        }
    }
}
