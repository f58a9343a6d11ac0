package io.balsa.simulation.network;

import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.VoteRequestEncoder;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.WireHeader;

import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Damages messages so that their receiver can tell: by the checksum of an entry, or by what is checked before a message
 * is decoded. Other damage is kept from members by the checksum of a packet, and is not made here.
 */
final class Damage
{
    private static final int UNKNOWN_TEMPLATE_ID = 1000;

    /** The same in each message between members. */
    private static final int CLUSTER_ID_OFFSET = WireHeader.LENGTH + VoteRequestEncoder.clusterIdEncodingOffset();

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SplittableRandom random;

    Damage(final SplittableRandom random)
    {
        this.random = random;
    }

    /** Flip a bit within the entries of an append message; false for a message that has none. */
    boolean corruptFrames(final Message message)
    {
        final int framesOffset = PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH;
        if (message.link.stream != LinkStream.LOG || message.length <= framesOffset)
        {
            return false;
        }
        final int offset = random.nextInt(framesOffset, message.length);
        message.buffer.putByte(offset, (byte)(message.buffer.getByte(offset) ^ 1 << random.nextInt(Byte.SIZE)));
        return true;
    }

    NetworkFault garble(final Message message)
    {
        switch (random.nextInt(3))
        {
            case 0 ->
            {
                message.length = random.nextInt(message.length);
                return NetworkFault.TRUNCATED;
            }
            case 1 ->
            {
                for (int i = 0; i < message.length; i++)
                {
                    message.buffer.putByte(i, (byte)random.nextInt());
                }
                return NetworkFault.RANDOMIZED;
            }
            default ->
            {
                makeForeign(message);
                return NetworkFault.FOREIGN;
            }
        }
    }

    private void makeForeign(final Message message)
    {
        header.wrap(message.buffer, 0);
        switch (random.nextInt(message.link.stream.isBetweenMembers() ? 3 : 2))
        {
            case 0 -> header.schemaId(MessageHeaderEncoder.SCHEMA_ID + 1 + random.nextInt(100));
            case 1 -> header.templateId(UNKNOWN_TEMPLATE_ID + random.nextInt(100));
            default -> message.buffer.putLong(
                CLUSTER_ID_OFFSET,
                message.buffer.getLong(CLUSTER_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) ^ 1L << random.nextInt(Long.SIZE),
                ByteOrder.LITTLE_ENDIAN);
        }
    }
}
