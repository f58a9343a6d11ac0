package io.balsa.node.torture;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EntryContentTest
{
    private static final long SEED = 9;
    private static final int INDEX_OFFSET = 8;
    private static final int TERM_OFFSET = 16;

    private final EntryContent content = new EntryContent(SEED);

    @Test
    void shouldKnowItsOwnAndNoOther()
    {
        for (long index = 1; index < 500; index++)
        {
            final UnsafeBuffer frame = frame(index, 3);
            assertTrue(content.isIn(frame));
            assertFalse(new EntryContent(SEED + 1).isIn(frame));
            frame.putLong(TERM_OFFSET, 4);
            assertFalse(content.isIn(frame));
            frame.putLong(TERM_OFFSET, 3);
            frame.putLong(INDEX_OFFSET, index + 1);
            assertFalse(content.isIn(frame));
        }
    }

    @Test
    void shouldSeeEachByte()
    {
        long index = 1;
        while (frame(index, 1).capacity() < EntryFrame.HEADER_LENGTH + 100)
        {
            index++;
        }
        final UnsafeBuffer frame = frame(index, 1);
        for (int i = EntryFrame.HEADER_LENGTH; i < frame.capacity(); i++)
        {
            frame.putByte(i, (byte)~frame.getByte(i));
            assertFalse(content.isIn(frame), "byte " + i);
            frame.putByte(i, (byte)~frame.getByte(i));
        }
        assertTrue(content.isIn(frame));
    }

    @Test
    void shouldBeOfAllLengths()
    {
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[EntryContent.LENGTH_MAX]);
        for (long index = 1; index < 20_000; index++)
        {
            final int length = content.put(index, 1, payload);
            shortest = Math.min(shortest, length);
            longest = Math.max(longest, length);
        }
        assertTrue(shortest == 0 && longest > EntryContent.LENGTH_MAX - 200 && longest <= EntryContent.LENGTH_MAX);
    }

    private UnsafeBuffer frame(final long index, final long term)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[EntryContent.LENGTH_MAX]);
        final int length = content.put(index, term, payload);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[EntryFrame.HEADER_LENGTH + length]);
        frame.putInt(4, frame.capacity());
        frame.putLong(INDEX_OFFSET, index);
        frame.putLong(TERM_OFFSET, term);
        frame.putBytes(EntryFrame.HEADER_LENGTH, payload, 0, length);
        return frame;
    }
}
