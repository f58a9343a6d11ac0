package io.balsa.transport.wire;

import io.balsa.consensus.port.PeerHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages about snapshots and states: every field arrives, and nothing that is damaged, cut or absurd does. */
class SnapshotMessageCodecTest
{
    private static final int OFFSET = 8;
    private static final int BYTES_LENGTH = 100;
    private static final long CHECKSUM = 0xF000_0001L;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[BYTES_LENGTH]);
    private final WireCounters counters = new WireCounters();
    private final List<String> calls = new ArrayList<>();
    private final PeerMessageEncoder encoder = new PeerMessageEncoder(7, 1);
    private final PeerMessageDecoder decoder = new PeerMessageDecoder(7, new int[]{ 1, 2 }, counters);
    private boolean isTaking = true;
    private final PeerHandler handler = (PeerHandler)Proxy.newProxyInstance(
        PeerHandler.class.getClassLoader(),
        new Class<?>[]{ PeerHandler.class },
        (proxy, method, arguments) ->
        {
            final StringBuilder call = new StringBuilder(method.getName());
            Arrays.stream(arguments).filter((argument) -> !(argument instanceof DirectBuffer))
                .forEach((argument) -> call.append(' ').append(argument));
            calls.add(call.toString());
            return method.getReturnType() == boolean.class ? isTaking : null;
        });

    private int offer(final long index, final long term, final int manifestLength, final long length)
    {
        encoder.snapshotOffer(buffer, OFFSET, 5, -6, index, term, CHECKSUM, manifestLength, length);
        return PeerMessageEncoder.SNAPSHOT_OFFER_LENGTH;
    }

    private int request(final long position, final int length)
    {
        encoder.snapshotRequest(buffer, OFFSET, 7, 3, CHECKSUM, position, length);
        return PeerMessageEncoder.SNAPSHOT_REQUEST_LENGTH;
    }

    private int chunk(final long position, final int length)
    {
        encoder.snapshotChunk(buffer, OFFSET, 7, 3, CHECKSUM, position, bytes, 0, length);
        return PeerMessageEncoder.SNAPSHOT_CHUNK_HEADER_LENGTH + length;
    }

    private int digest(final long index)
    {
        encoder.stateDigest(buffer, OFFSET, index, -5);
        return PeerMessageEncoder.STATE_DIGEST_LENGTH;
    }

    private boolean decode(final int length)
    {
        return decoder.onMessage(handler, buffer, OFFSET, length);
    }

    @Test
    void shouldRoundTripEveryMessage()
    {
        decode(offer(7, 3, 100, 1L << 40));
        decode(request(1L << 41, 4096));
        decode(chunk(1L << 41, BYTES_LENGTH));
        decode(chunk(0, 0));
        decode(digest(1L << 41));
        assertEquals(
            List.of(
                "onSnapshotOffer 1 5 -6 7 3 4026531841 100 1099511627776",
                "onSnapshotRequest 1 7 3 4026531841 2199023255552 4096",
                "onSnapshotChunk 1 7 3 4026531841 2199023255552 72 100",
                "onSnapshotChunk 1 7 3 4026531841 0 72 0",
                "onStateDigest 1 2199023255552 -5"),
            calls);
        assertEquals(0, counters.malformedCount() + counters.damagedCount());
    }

    @Test
    void shouldHaveAChunkDeliveredAgainThatIsNotTaken()
    {
        isTaking = false;
        assertFalse(decode(chunk(0, BYTES_LENGTH)));
    }

    @Test
    void shouldDropWhatIsCut()
    {
        for (final int full :
            new int[]{ offer(7, 3, 1, 1), request(0, 1), chunk(0, BYTES_LENGTH), digest(1) })
        {
            final byte[] whole = new byte[full];
            encodeAgain(full);
            buffer.getBytes(OFFSET, whole);
            for (int length = 0; length < full; length++)
            {
                buffer.putBytes(OFFSET, whole);
                assertTrue(decode(length));
            }
        }
        assertEquals(List.of(), calls);
    }

    private void encodeAgain(final int length)
    {
        if (length == PeerMessageEncoder.SNAPSHOT_OFFER_LENGTH)
        {
            offer(7, 3, 1, 1);
        }
        else if (length == PeerMessageEncoder.SNAPSHOT_REQUEST_LENGTH)
        {
            request(0, 1);
        }
        else if (length == PeerMessageEncoder.STATE_DIGEST_LENGTH)
        {
            digest(1);
        }
        else
        {
            chunk(0, BYTES_LENGTH);
        }
    }

    @Test
    void shouldDropWhatIsDamaged()
    {
        flipEachBit(offer(7, 3, 1, 1));
        flipEachBit(request(0, 1));
        flipEachBit(chunk(0, BYTES_LENGTH));
        flipEachBit(digest(1));
    }

    private void flipEachBit(final int length)
    {
        for (int bit = 0; bit < length * Byte.SIZE; bit++)
        {
            final int at = OFFSET + bit / Byte.SIZE;
            final byte value = buffer.getByte(at);
            buffer.putByte(at, (byte)(value ^ 1 << bit % Byte.SIZE));
            assertTrue(decode(length));
            buffer.putByte(at, value);
            assertEquals(List.of(), calls, "bit " + bit);
        }
    }

    @Test
    void shouldDropWhatCannotBe()
    {
        decode(offer(0, 3, 1, 1));
        decode(offer(7, 0, 1, 1));
        decode(offer(7, 3, 0, 1));
        decode(offer(7, 3, 2, 1));
        decode(request(-1, 1));
        decode(request(0, 0));
        decode(chunk(-1, BYTES_LENGTH));
        decode(digest(0));
        decode(digest(-1));
        assertEquals(9, counters.malformedCount());
        assertEquals(List.of(), calls);
    }

    @Test
    void shouldListenToPeersOfThisClusterOnly()
    {
        final PeerMessageDecoder stranger = new PeerMessageDecoder(8, new int[]{ 1 }, counters);
        final PeerMessageDecoder other = new PeerMessageDecoder(7, new int[]{ 2 }, counters);
        for (int kind = 0; kind < 4; kind++)
        {
            final int length = switch (kind)
            {
                case 0 -> offer(7, 3, 1, 1);
                case 1 -> request(0, 1);
                case 2 -> chunk(0, BYTES_LENGTH);
                default -> digest(1);
            };
            assertTrue(stranger.onMessage(handler, buffer, OFFSET, length));
            assertTrue(other.onMessage(handler, buffer, OFFSET, length));
        }
        assertEquals(4, counters.wrongClusterCount());
        assertEquals(4, counters.unknownSenderCount());
        assertEquals(List.of(), calls);
    }
}
