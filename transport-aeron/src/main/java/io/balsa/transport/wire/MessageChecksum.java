package io.balsa.transport.wire;

import io.balsa.codecs.wire.VoteRequestDecoder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checksum of messages between members: CRC32C of what it covers, itself taken as 0. It covers a message from its
 * header on, with whatever later versions add to it; of entries, which have checksums of their own, their length alone.
 * Entries that repair a log, which may come in pieces, and bytes of snapshots have one more, computed here too.
 * It is no protection against who wants to deceive.
 * <p>
 * Belongs to one thread and allocates nothing.
 */
public final class MessageChecksum
{
    /** Most bytes that it covers; no message between members is longer, its entries aside. */
    public static final int COVERED_LENGTH_MAX = WireProtocol.MESSAGE_OVERHEAD;

    /** The same in each message between members. */
    private static final int CHECKSUM_OFFSET = WireHeader.LENGTH + VoteRequestDecoder.checksumEncodingOffset();

    private final CRC32C crc = new CRC32C();
    private final byte[] covered = new byte[COVERED_LENGTH_MAX];

    /** Create one. */
    public MessageChecksum()
    {
    }

    /**
     * Write the checksum into a message.
     *
     * @param buffer that holds the message.
     * @param offset of the message in bytes.
     * @param length in bytes of what is covered; at most {@link #COVERED_LENGTH_MAX}.
     */
    public void seal(final MutableDirectBuffer buffer, final int offset, final int length)
    {
        buffer.putInt(offset + CHECKSUM_OFFSET, compute(buffer, offset, length), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Whether the checksum of a message holds.
     *
     * @param buffer that holds the message, at least its block.
     * @param offset of the message in bytes.
     * @param length in bytes of what is covered; at most {@link #COVERED_LENGTH_MAX}.
     * @return true when it does.
     */
    boolean holds(final DirectBuffer buffer, final int offset, final int length)
    {
        return buffer.getInt(offset + CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN) == compute(buffer, offset, length);
    }

    /**
     * The checksum of bytes of a snapshot, and of frames whose own need not hold: of a piece of one, or where the
     * receiver could not tell damage on the way from damage at the sender's.
     *
     * @param frames any bytes.
     * @param offset of the bytes.
     * @param length of the bytes.
     * @return the checksum in the low 32 bits.
     */
    long ofFrames(final DirectBuffer frames, final int offset, final int length)
    {
        crc.reset();
        for (int done = 0; done < length; done += COVERED_LENGTH_MAX)
        {
            final int chunkLength = Math.min(COVERED_LENGTH_MAX, length - done);
            frames.getBytes(offset + done, covered, 0, chunkLength);
            crc.update(covered, 0, chunkLength);
        }
        return crc.getValue();
    }

    private int compute(final DirectBuffer buffer, final int offset, final int length)
    {
        buffer.getBytes(offset, covered, 0, length);
        for (int i = CHECKSUM_OFFSET; i < CHECKSUM_OFFSET + BitUtil.SIZE_OF_INT; i++)
        {
            covered[i] = 0;
        }
        crc.reset();
        crc.update(covered, 0, length);
        return (int)crc.getValue();
    }
}
