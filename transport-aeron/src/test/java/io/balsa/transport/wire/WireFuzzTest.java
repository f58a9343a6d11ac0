package io.balsa.transport.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.balsa.codecs.wire.EntriesResponseDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Proxy;
import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whatever arrives is passed on once or dropped and counted, nothing behind its end is touched, and nothing is thrown.
 * The normal build replays the inputs that were kept.
 */
@Timeout(60)
class WireFuzzTest
{
    private static final int OFFSET = 8;
    private static final long CLUSTER_ID = 0x0303;
    private static final int[] PEER_IDS = {0x0202, 1};
    private static final int COMMAND_LENGTH_MAX = 64;

    private final MessageChecksum checksum = new MessageChecksum();

    // Of the message at hand; a search uses one instance for all of them.
    private WireCounters counters;
    private int callCount;

    /** A message from another member; the first byte says whether its checksums are to hold. */
    @FuzzTest(maxDuration = "10m")
    void shouldPassOnOrDropPeerMessage(final byte[] data)
    {
        if (data.length > 0)
        {
            final UnsafeBuffer buffer = message(data);
            final int length = data.length - 1;
            if (0 != (data[0] & 1))
            {
                seal(buffer, length);
            }
            final PeerMessageDecoder decoder = new PeerMessageDecoder(CLUSTER_ID, PEER_IDS, counters);
            final RecordingPeerHandler handler = new RecordingPeerHandler();
            assertTrue(decoder.onMessage(handler, buffer, OFFSET, length));
            assertEquals(1, handler.calls.size() + droppedCount());
        }
    }

    /** A request of a client. */
    @FuzzTest(maxDuration = "10m")
    void shouldPassOnOrDropRequest(final byte[] data)
    {
        if (data.length > 0)
        {
            final UnsafeBuffer buffer = message(data);
            final IngressHandler<Object> handler = handler(IngressHandler.class);
            final IngressDecoder<Object> decoder = new IngressDecoder<>(handler, counters, COMMAND_LENGTH_MAX);
            if (0 == (data[0] & 1))
            {
                assertTrue(decoder.onMessage(this, buffer, OFFSET, data.length - 1));
            }
            else
            {
                assertTrue(decoder.onOverlongMessage(this, buffer, OFFSET, data.length - 1));
            }
            assertEquals(1, callCount + droppedCount());
        }
    }

    /** A response to a client. */
    @FuzzTest(maxDuration = "10m")
    void shouldPassOnOrDropResponse(final byte[] data)
    {
        if (data.length > 0)
        {
            final EgressDecoder decoder = new EgressDecoder();
            final EgressHandler handler = handler(EgressHandler.class);
            decoder.onMessage(handler, 1, message(data), OFFSET, data.length - 1);
            assertEquals(1, callCount + decoder.droppedCount());
        }
    }

    private long droppedCount()
    {
        return counters.malformedCount() + counters.damagedCount() + counters.unknownTemplateCount() +
            counters.wrongClusterCount() + counters.unknownSenderCount();
    }

    /** Begin anew, with the message in a buffer that ends where it ends. */
    private UnsafeBuffer message(final byte[] data)
    {
        counters = new WireCounters();
        callCount = 0;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + data.length - 1]);
        buffer.putBytes(OFFSET, data, 1, data.length - 1);
        return buffer;
    }

    private void seal(final UnsafeBuffer buffer, final int length)
    {
        final WireHeader header = new WireHeader();
        if (header.wrap(buffer, OFFSET, length) && header.hasBlock(Integer.BYTES))
        {
            final int dataLength = header.varDataLength();
            if (header.templateId() == EntriesResponseDecoder.TEMPLATE_ID &&
                dataLength >= 0 && header.hasBlock(EntriesResponseDecoder.BLOCK_LENGTH))
            {
                buffer.putInt(
                    header.blockOffset() + EntriesResponseDecoder.framesChecksumEncodingOffset(),
                    (int)checksum.ofFrames(buffer, header.varDataOffset(), dataLength),
                    ByteOrder.LITTLE_ENDIAN);
            }
            final int coveredLength = dataLength >= 0 ? header.varDataOffset() - OFFSET : length;
            checksum.seal(buffer, OFFSET, Math.min(coveredLength, MessageChecksum.COVERED_LENGTH_MAX));
        }
    }

    /** Counts what it is told. */
    @SuppressWarnings("unchecked")
    private <T> T handler(final Class<? super T> type)
    {
        return (T)Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) ->
        {
            callCount++;
            return method.getReturnType() == boolean.class ? true : null;
        });
    }
}
