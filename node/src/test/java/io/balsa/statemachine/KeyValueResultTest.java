package io.balsa.statemachine;

import io.balsa.statemachine.codecs.KeyValueResultEncoder;
import io.balsa.statemachine.codecs.KeyValueStatus;
import io.balsa.statemachine.codecs.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class KeyValueResultTest
{
    private static final int OFFSET = 8;
    private static final int VALUE_LENGTH = 3;
    private static final int LENGTH = KeyValueResult.LENGTH_MIN + VALUE_LENGTH;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    private final KeyValueResult result = new KeyValueResult();

    @BeforeEach
    void encode()
    {
        new KeyValueResultEncoder().wrapAndApplyHeader(buffer, OFFSET, new MessageHeaderEncoder())
            .version(9)
            .status(KeyValueStatus.OK)
            .putValue(new byte[]{1, 2, 3}, 0, VALUE_LENGTH);
    }

    @Test
    void shouldReadAResult()
    {
        result.wrap(buffer, OFFSET, LENGTH);
        assertEquals(KeyValueStatus.OK, result.status());
        assertEquals(9, result.version());
        assertEquals(VALUE_LENGTH, result.valueLength());
        assertEquals(2, result.buffer().getByte(result.valueOffset() + 1));
    }

    @Test
    void shouldRefuseEveryTruncation()
    {
        for (int length = 0; length < LENGTH; length++)
        {
            final int truncated = length;
            assertThrows(IllegalArgumentException.class, () -> result.wrap(buffer, OFFSET, truncated));
        }
    }

    @Test
    void shouldRefuseHostileHeadersAndLengths()
    {
        final int valueLengthOffset = OFFSET + LENGTH - VALUE_LENGTH - Integer.BYTES;
        for (final int hostile : new int[]{-1, Integer.MIN_VALUE, Integer.MAX_VALUE, VALUE_LENGTH + 1})
        {
            buffer.putInt(valueLengthOffset, hostile);
            assertThrows(IllegalArgumentException.class, () -> result.wrap(buffer, OFFSET, LENGTH));
        }
        encode();
        final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(buffer, OFFSET);
        header.blockLength(65_534);
        assertThrows(IllegalArgumentException.class, () -> result.wrap(buffer, OFFSET, LENGTH));
        header.blockLength(KeyValueResultEncoder.BLOCK_LENGTH - 1);
        assertThrows(IllegalArgumentException.class, () -> result.wrap(buffer, OFFSET, LENGTH));
        encode();
        header.templateId(1);
        assertThrows(IllegalArgumentException.class, () -> result.wrap(buffer, OFFSET, LENGTH));
        encode();
        header.schemaId(7401);
        assertThrows(IllegalArgumentException.class, () -> result.wrap(buffer, OFFSET, LENGTH));
    }
}
