package io.balsa.simulation.network;

import io.balsa.codecs.wire.AppendEntriesDecoder;
import io.balsa.codecs.wire.EntriesResponseDecoder;
import io.balsa.codecs.wire.MessageHeaderDecoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.VoteRequestEncoder;
import io.balsa.transport.wire.MessageChecksum;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.WireHeader;

import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Damages messages so that their receiver can tell: by a checksum, or by what is checked before a message is decoded.
 */
final class Damage
{
    private static final int UNKNOWN_TEMPLATE_ID = 1000;

    /** The same in each message between members. */
    private static final int CLUSTER_ID_OFFSET = WireHeader.LENGTH + VoteRequestEncoder.clusterIdEncodingOffset();

    private final MessageChecksum checksum = new MessageChecksum();
    private final MessageHeaderDecoder received = new MessageHeaderDecoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SplittableRandom random;

    Damage(final SplittableRandom random)
    {
        this.random = random;
    }

    /** Flip a bit of a message between members; half of the time within its entries, where it has any. */
    NetworkFault corrupt(final Message message)
    {
        final int headerLength = headerLength(message);
        if (headerLength < message.length && random.nextBoolean())
        {
            flipBit(message, random.nextInt(headerLength, message.length));
            return NetworkFault.FRAMES_CORRUPTED;
        }
        flipBit(message, random.nextInt(headerLength));
        return NetworkFault.HEADER_CORRUPTED;
    }

    /** What the checksum of the message covers. */
    private int headerLength(final Message message)
    {
        return switch (received.wrap(message.buffer, 0).templateId())
        {
            case AppendEntriesDecoder.TEMPLATE_ID -> PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH;
            case EntriesResponseDecoder.TEMPLATE_ID -> PeerMessageEncoder.ENTRIES_RESPONSE_HEADER_LENGTH;
            // Longer than any message of its kind when its template was changed before.
            default -> Math.min(message.length, MessageChecksum.COVERED_LENGTH_MAX);
        };
    }

    private void flipBit(final Message message, final int offset)
    {
        message.buffer.putByte(offset, (byte)(message.buffer.getByte(offset) ^ 1 << random.nextInt(Byte.SIZE)));
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
            default -> changeCluster(message);
        }
    }

    /** A message that members of another cluster might have sent: its checksum holds. */
    private void changeCluster(final Message message)
    {
        message.buffer.putLong(
            CLUSTER_ID_OFFSET,
            message.buffer.getLong(CLUSTER_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) ^ 1L << random.nextInt(Long.SIZE),
            ByteOrder.LITTLE_ENDIAN);
        checksum.seal(message.buffer, 0, headerLength(message));
    }
}
