package io.balsa.statemachine;

import io.balsa.statemachine.codecs.MessageHeaderDecoder;
import io.balsa.statemachine.codecs.PutCommandDecoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Put commands that no honest client would make, byte by byte. */
final class HostileCommands
{
    private HostileCommands()
    {
    }

    static byte[] put(final int keyLength, final int valueLength)
    {
        return put(keyLength, valueLength, keyLength, valueLength);
    }

    static byte[] putWithLengths(final int keyLengthField, final int valueLengthField)
    {
        return put(1, 1, keyLengthField, valueLengthField);
    }

    private static byte[] put(
        final int keyLength, final int valueLength, final int keyLengthField, final int valueLengthField)
    {
        return ByteBuffer.allocate(MessageHeaderDecoder.ENCODED_LENGTH + 2 * Integer.BYTES + keyLength + valueLength)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short)PutCommandDecoder.BLOCK_LENGTH)
            .putShort((short)PutCommandDecoder.TEMPLATE_ID)
            .putShort((short)PutCommandDecoder.SCHEMA_ID)
            .putShort((short)PutCommandDecoder.SCHEMA_VERSION)
            .putInt(keyLengthField)
            .put(new byte[keyLength])
            .putInt(valueLengthField)
            .put(new byte[valueLength])
            .array();
    }
}
