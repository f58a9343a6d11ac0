package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Messages between the duty cycle and the transfer agent, in two queues of fixed size with one writer and one reader
 * each. What finds no room is refused: whoever sent it says it again.
 */
public final class TransferLink
{
    /** Default length of each queue in bytes. */
    public static final int QUEUE_LENGTH_DEFAULT = 1024 * 1024;

    /** The largest share of a queue that a message may have is one of this many. */
    public static final int MESSAGES_MIN = 8;

    static final int OFFER = 1;
    static final int REQUEST = 2;
    static final int CHUNK = 3;

    /** All messages begin alike; of a chunk the bytes follow. */
    static final int HEADER_LENGTH = 40;

    private static final int PEER_OFFSET = 0;
    private static final int NUMBER_OFFSET = 4;
    private static final int INDEX_OFFSET = 8;
    private static final int TERM_OFFSET = 16;
    private static final int CHECKSUM_OFFSET = 24;
    private static final int POSITION_OFFSET = 32;

    private final AtomicReference<SnapshotContent> newest = new AtomicReference<>();
    private final RingBuffer toTransfer;
    private final RingBuffer toCycle;
    private final Sender sender = new Sender();
    private final int chunkLengthMax;

    /**
     * Create both queues.
     *
     * @param queueLength of each in bytes, a power of two.
     */
    public TransferLink(final int queueLength)
    {
        if (!BitUtil.isPowerOfTwo(queueLength) || queueLength < 4096)
        {
            throw new IllegalArgumentException(
                "queueLength=" + queueLength + " is not allowed: a power of two, 4096 at least");
        }
        toTransfer = queue(queueLength);
        toCycle = queue(queueLength);
        chunkLengthMax = toCycle.maxMsgLength() - HEADER_LENGTH;
    }

    private static RingBuffer queue(final int length)
    {
        return new OneToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(length + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /**
     * The longest chunk that fits.
     *
     * @return bytes.
     */
    public int chunkLengthMax()
    {
        return chunkLengthMax;
    }

    RingBuffer toTransfer()
    {
        return toTransfer;
    }

    /** Sends what the transfer agent wants to be sent, on the duty cycle. */
    public interface Outbound
    {
        /**
         * Ask a peer for bytes of a snapshot.
         *
         * @param peerId   to ask.
         * @param index    last entry in the snapshot.
         * @param term     of that entry.
         * @param checksum of its manifest.
         * @param position of the first byte wanted.
         * @param length   bytes wanted.
         * @return false to be called again later, before anything else is sent.
         */
        boolean onRequestDue(int peerId, long index, long term, long checksum, long position, int length);

        /**
         * Give a peer bytes of a snapshot.
         *
         * @param peerId   to give to.
         * @param index    last entry in the snapshot.
         * @param term     of that entry.
         * @param checksum of its manifest.
         * @param position of the first byte.
         * @param bytes    borrowed for the call.
         * @param offset   of the bytes.
         * @param length   of the bytes; 0: there is no such snapshot here.
         * @return false to be called again later, before anything else is sent.
         */
        boolean onChunkDue(
            int peerId,
            long index,
            long term,
            long checksum,
            long position,
            DirectBuffer bytes,
            int offset,
            int length);
    }

    /**
     * On the duty cycle: send what is due.
     *
     * @param outbound     sends it.
     * @param messageLimit most messages.
     * @return messages that were sent.
     */
    public int send(final Outbound outbound, final int messageLimit)
    {
        sender.outbound = outbound;
        return toCycle.controlledRead(sender, messageLimit);
    }

    private static final class Sender implements ControlledMessageHandler
    {
        private Outbound outbound;

        @Override
        public Action onMessage(
            final int type, final MutableDirectBuffer buffer, final int offset, final int length)
        {
            final int peerId = peerId(buffer, offset);
            final long index = index(buffer, offset);
            final long term = term(buffer, offset);
            final long checksum = checksum(buffer, offset);
            final long position = position(buffer, offset);
            final int number = number(buffer, offset);
            final boolean isDone = type == REQUEST ?
                outbound.onRequestDue(peerId, index, term, checksum, position, number) :
                outbound.onChunkDue(
                    peerId, index, term, checksum, position, buffer, offset + HEADER_LENGTH, number);
            return isDone ? Action.CONTINUE : Action.ABORT;
        }
    }

    /**
     * On the duty cycle: the newest snapshot that this member can give away.
     *
     * @return its name, null when there is none.
     */
    public SnapshotContent newest()
    {
        return newest.get();
    }

    void newest(final SnapshotContent content)
    {
        newest.set(content);
    }

    /**
     * On the duty cycle: a leader offers a snapshot.
     *
     * @param leaderId       who offers it.
     * @param index          last entry in it.
     * @param term           of that entry.
     * @param checksum       of its manifest.
     * @param manifestLength of its manifest in bytes.
     * @param length         of all its bytes.
     * @return false when there is no room.
     */
    public boolean offer(
        final int leaderId,
        final long index,
        final long term,
        final long checksum,
        final int manifestLength,
        final long length)
    {
        return write(toTransfer, OFFER, leaderId, manifestLength, index, term, checksum, length);
    }

    /**
     * On the duty cycle: a peer asks for bytes of a snapshot.
     *
     * @param peerId   who asks.
     * @param index    last entry in the snapshot.
     * @param term     of that entry.
     * @param checksum of its manifest.
     * @param position of the first byte wanted.
     * @param length   bytes wanted.
     * @return false when there is no room.
     */
    public boolean request(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final int length)
    {
        return write(toTransfer, REQUEST, peerId, length, index, term, checksum, position);
    }

    /**
     * On the duty cycle: a peer gives bytes of a snapshot.
     *
     * @param peerId   who gives them.
     * @param index    last entry in the snapshot.
     * @param term     of that entry.
     * @param checksum of its manifest.
     * @param position of the first byte.
     * @param bytes    borrowed for the call.
     * @param offset   of the bytes.
     * @param length   of the bytes, at most {@link #chunkLengthMax()}; 0: the peer has no such snapshot.
     * @return false when there is no room.
     */
    public boolean chunk(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        return write(toTransfer, peerId, index, term, checksum, position, bytes, offset, length);
    }

    boolean sendRequest(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final int length)
    {
        return write(toCycle, REQUEST, peerId, length, index, term, checksum, position);
    }

    boolean sendChunk(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        return write(toCycle, peerId, index, term, checksum, position, bytes, offset, length);
    }

    private static boolean write(
        final RingBuffer queue,
        final int type,
        final int peerId,
        final int number,
        final long index,
        final long term,
        final long checksum,
        final long position)
    {
        final int claimed = claim(queue, type, peerId, number, index, term, checksum, position, 0);
        if (claimed > 0)
        {
            queue.commit(claimed);
        }
        return claimed > 0;
    }

    private static boolean write(
        final RingBuffer queue,
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        final int claimed = claim(queue, CHUNK, peerId, length, index, term, checksum, position, length);
        if (claimed > 0)
        {
            queue.buffer().putBytes(claimed + HEADER_LENGTH, bytes, offset, length);
            queue.commit(claimed);
        }
        return claimed > 0;
    }

    private static int claim(
        final RingBuffer queue,
        final int type,
        final int peerId,
        final int number,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final int length)
    {
        final int claimed = queue.tryClaim(type, HEADER_LENGTH + length);
        if (claimed > 0)
        {
            final AtomicBuffer buffer = queue.buffer();
            buffer.putInt(claimed + PEER_OFFSET, peerId, ByteOrder.LITTLE_ENDIAN);
            buffer.putInt(claimed + NUMBER_OFFSET, number, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(claimed + INDEX_OFFSET, index, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(claimed + TERM_OFFSET, term, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(claimed + CHECKSUM_OFFSET, checksum, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(claimed + POSITION_OFFSET, position, ByteOrder.LITTLE_ENDIAN);
        }
        return claimed;
    }

    static int peerId(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + PEER_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Length of the manifest of an offer, bytes wanted of a request, length of a chunk. */
    static int number(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + NUMBER_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    static long index(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + INDEX_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    static long term(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + TERM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    static long checksum(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Length of the snapshot of an offer, position of the first byte otherwise. */
    static long position(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + POSITION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }
}
