package io.balsa.transport.aeron;

import io.balsa.codecs.wire.CloseRequestEncoder;
import io.balsa.codecs.wire.CommandEncoder;
import io.balsa.codecs.wire.ConnectRequestEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.PingEncoder;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.wire.IngressDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IngressAdapterTest
{
    private static final int COMMAND_HEADER = 8 + CommandEncoder.BLOCK_LENGTH + 4;
    private static final int LENGTH_MAX = 100;

    private final List<String> calls = new ArrayList<>();
    private final TransportCounters counters = new TransportCounters();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final Recorder recorder = new Recorder();
    private final IngressAdapter adapter = new IngressAdapter(recorder, counters, LENGTH_MAX);
    private final ClientConnection connection = new ClientConnection(null, adapter, LENGTH_MAX);
    private boolean isTaking = true;

    IngressAdapterTest()
    {
        adapter.handler(recorder);
        connection.established();
    }

    private int command(final int payloadLength)
    {
        new CommandEncoder().wrapAndApplyHeader(buffer, 0, header)
            .sessionId(5)
            .sequence(6)
            .ackedSequence(4)
            .putPayload(new byte[payloadLength], 0, payloadLength);
        return COMMAND_HEADER + payloadLength;
    }

    private int connect(final String channel)
    {
        final byte[] bytes = channel.getBytes(StandardCharsets.US_ASCII);
        new ConnectRequestEncoder().wrapAndApplyHeader(buffer, 0, header)
            .clusterId(7)
            .correlationId(8)
            .clientKey(9)
            .sessionId(0)
            .responseStreamId(10)
            .protocolVersion(99)
            .putResponseChannel(bytes, 0, bytes.length);
        return 8 + ConnectRequestEncoder.BLOCK_LENGTH + 4 + bytes.length;
    }

    private int close(final long sessionId)
    {
        new CloseRequestEncoder().wrapAndApplyHeader(buffer, 0, header).sessionId(sessionId).correlationId(12);
        return 8 + CloseRequestEncoder.BLOCK_LENGTH;
    }

    private boolean take(final int length)
    {
        return adapter.onMessage(connection, buffer, 0, length);
    }

    @Test
    void shouldPassRequestsOn()
    {
        assertTrue(take(command(3)));
        new PingEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(11);
        assertTrue(take(8 + PingEncoder.BLOCK_LENGTH));
        assertTrue(take(connect("aeron:ipc")));
        assertTrue(take(close(5)));
        assertTrue(take(close(ClientHandler.NO_SESSION)));
        assertEquals(
            List.of("command 5 6 4 length 3", "ping 11", "connect 99 aeron:ipc 10", "close 5", "leave"), calls);
    }

    @Test
    void shouldAskAgainForWhatWasNotTaken()
    {
        isTaking = false;
        assertFalse(take(command(3)));
    }

    @Test
    void shouldDropRequestsThatCannotBeAnswered()
    {
        connection.closeEgress();
        assertTrue(take(command(3)));
        assertTrue(adapter.onOverlongMessage(connection, buffer, 0, 200));
        assertEquals(2, counters.unconnectedCount());
        assertEquals(List.of(), calls);
    }

    @Test
    void shouldAnswerOverlongCommands()
    {
        assertTrue(take(command(LENGTH_MAX)));
        assertTrue(take(command(LENGTH_MAX + 1)));
        assertTrue(adapter.onOverlongMessage(connection, buffer, 0, 64));
        assertEquals(List.of("command 5 6 4 length 100", "overlong 5 6", "overlong 5 6"), calls);
        isTaking = false;
        assertFalse(adapter.onOverlongMessage(connection, buffer, 0, 64));
    }

    @Test
    void shouldDropEveryTruncation()
    {
        for (final int full : new int[]{command(3), connect("aeron:ipc")})
        {
            for (int length = 0; length < full; length++)
            {
                assertTrue(take(length));
                assertTrue(length >= COMMAND_HEADER || adapter.onOverlongMessage(connection, buffer, 0, 7));
            }
        }
        connect("aeron:ipc");
        buffer.putInt(8 + ConnectRequestEncoder.BLOCK_LENGTH, -1, ByteOrder.LITTLE_ENDIAN);
        assertTrue(take(200));
        assertTrue(take(connect("a".repeat(IngressDecoder.RESPONSE_CHANNEL_LENGTH_MAX + 1))));
        assertEquals(List.of(), calls);
    }

    @Test
    void shouldSurviveRandomBytes()
    {
        final Random random = new Random(20260102);
        final byte[] bytes = new byte[256];
        final UnsafeBuffer noise = new UnsafeBuffer(bytes);
        for (int i = 0; i < 100_000; i++)
        {
            random.nextBytes(bytes);
            header.wrap(noise, 0)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                .templateId(19 + random.nextInt(7))
                .blockLength(random.nextInt(100));
            assertTrue(adapter.onMessage(connection, noise, 0, random.nextInt(bytes.length + 1)));
            adapter.onOverlongMessage(connection, noise, 0, random.nextInt(bytes.length + 1));
        }
        assertTrue(counters.malformedCount() > 10_000);
    }

    @Test
    void shouldAcceptOnlyResponseChannelsThatCostNothing()
    {
        assertEquals("aeron:udp?endpoint=127.0.0.1:4000",
            ResponseChannel.accept("aeron:udp?endpoint=127.0.0.1:4000|term-length=1g", true));
        assertEquals("aeron:udp?endpoint=[::1]:4000", ResponseChannel.accept("aeron:udp?endpoint=[::1]:4000", true));
        assertEquals("aeron:ipc", ResponseChannel.accept("aeron:ipc?term-length=1g", true));
        for (final String channel : new String[]{
            "", "nonsense", "aeron:udp", "aeron:udp?endpoint=host.example:4000", "aeron:udp?endpoint=127.0.0.1:0",
            "aeron:udp?endpoint=127.0.0.1:99999", "aeron:udp?endpoint=224.0.1.1:4000", "aeron:udp?endpoint=0.0.0.0:40",
            "aeron:udp?endpoint=999.0.0.1:40", "aeron:udp?control=127.0.0.1:40|control-mode=dynamic"})
        {
            assertEquals(null, ResponseChannel.accept(channel, true), channel);
        }
        assertEquals(null, ResponseChannel.accept("aeron:ipc", false));
    }

    private final class Recorder implements ClientHandler, IngressAdapter.ConnectionOpener
    {
        @Override
        public boolean onConnectRequest(final ClientConnection source)
        {
            calls.add("connect " + source.request().protocolVersion + " " + source.request().responseChannel + " " +
                source.request().responseStreamId);
            return true;
        }

        @Override
        public boolean onOverlongCommand(final ClientConnection source, final long sessionId, final long sequence)
        {
            calls.add("overlong " + sessionId + " " + sequence);
            return isTaking;
        }

        @Override
        public void onLeave(final ClientConnection source)
        {
            calls.add("leave");
        }

        @Override
        public boolean onConnect(
            final long connectionId,
            final long correlationId,
            final long clusterId,
            final int protocolVersion,
            final long clientKey,
            final long sessionId)
        {
            return true;
        }

        @Override
        public boolean onCommand(
            final long connectionId,
            final long sessionId,
            final long sequence,
            final long ackedSequence,
            final DirectBuffer payload,
            final int offset,
            final int length)
        {
            calls.add("command " + sessionId + " " + sequence + " " + ackedSequence + " length " + length);
            payload.boundsCheck(offset, length);
            return isTaking;
        }

        @Override
        public boolean onClose(final long connectionId, final long correlationId, final long sessionId)
        {
            calls.add("close " + sessionId);
            return true;
        }

        @Override
        public boolean onPing(final long connectionId, final long correlationId)
        {
            calls.add("ping " + correlationId);
            return true;
        }

        @Override
        public boolean onStatusRequest(final long connectionId, final long correlationId)
        {
            return true;
        }

        @Override
        public void onDisconnect(final long connectionId)
        {
            calls.add("disconnect " + connectionId);
        }
    }
}
