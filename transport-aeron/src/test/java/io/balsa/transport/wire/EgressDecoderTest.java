package io.balsa.transport.wire;

import io.balsa.codecs.wire.CommandReplyEncoder;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.ConnectResponseEncoder;
import io.balsa.codecs.wire.LeaderEventEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.PongEncoder;
import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.codecs.wire.StatusResponseDecoder;
import io.balsa.codecs.wire.StatusResponseEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EgressDecoderTest
{
    private static final int OFFSET = 8;
    private static final int BODY = OFFSET + 8;
    private static final int RESULT_LENGTH = 3;

    private final EgressDecoder decoder = new EgressDecoder();
    private final Recorder recorder = new Recorder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    private int commandReply()
    {
        new CommandReplyEncoder().wrapAndApplyHeader(buffer, OFFSET, header)
            .sessionId(5)
            .sequence(6)
            .index(7)
            .term(8)
            .leaderId(9)
            .outcome(OutcomeCode.OK)
            .putResult(new byte[RESULT_LENGTH], 0, RESULT_LENGTH);
        return 8 + CommandReplyEncoder.BLOCK_LENGTH + 4 + RESULT_LENGTH;
    }

    private int connectResponse()
    {
        new ConnectResponseEncoder().wrapAndApplyHeader(buffer, OFFSET, header)
            .correlationId(1)
            .sessionId(5)
            .term(8)
            .lastSequence(6)
            .memberId(2)
            .leaderId(9)
            .commandLengthMax(100)
            .sessionWindow(10)
            .code(ConnectCode.NOT_LEADER);
        return 8 + ConnectResponseEncoder.BLOCK_LENGTH;
    }

    private int leaderEvent()
    {
        new LeaderEventEncoder().wrapAndApplyHeader(buffer, OFFSET, header)
            .sessionId(5)
            .term(8)
            .appendedSequence(6)
            .leaderId(9);
        return 8 + LeaderEventEncoder.BLOCK_LENGTH;
    }

    private int pong()
    {
        new PongEncoder().wrapAndApplyHeader(buffer, OFFSET, header).correlationId(1).term(8).leaderId(9).memberId(2);
        return 8 + PongEncoder.BLOCK_LENGTH;
    }

    private int status()
    {
        final StatusResponseEncoder status = new StatusResponseEncoder();
        status.wrapAndApplyHeader(buffer, OFFSET, header).term(8).memberId(2).leaderId(9).role(RoleCode.LEADER);
        final StatusResponseEncoder.PeersEncoder peers = status.peersCount(2);
        peers.next().matchIndex(1).lastContactNs(2).memberId(3).progress(ProgressCode.PROBE);
        peers.next().matchIndex(1).lastContactNs(2).memberId(4).progress(ProgressCode.PROBE);
        return 8 + status.encodedLength();
    }

    private void take(final int length)
    {
        decoder.onMessage(recorder, 77, buffer, OFFSET, length);
    }

    @Test
    void shouldPassMessagesOn()
    {
        take(commandReply());
        take(connectResponse());
        take(leaderEvent());
        take(pong());
        take(status());
        assertEquals(List.of(
            "reply 5 6 7 9 OK length=3", "connect 1 5 8 2 9 100 10 NOT_LEADER", "leader 5 9", "pong 9 2",
            "status 2 peers=2"), recorder.calls);
        assertEquals(0, decoder.droppedCount());
    }

    @Test
    void shouldDropEveryTruncation()
    {
        dropAllShorterThan(commandReply());
        dropAllShorterThan(connectResponse());
        dropAllShorterThan(leaderEvent());
        dropAllShorterThan(pong());
        dropAllShorterThan(status());
    }

    private void dropAllShorterThan(final int fullLength)
    {
        for (int length = 0; length < fullLength; length++)
        {
            final long before = decoder.droppedCount();
            take(length);
            assertEquals(before + 1, decoder.droppedCount(), "length " + length);
        }
        assertEquals(List.of(), recorder.calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {RESULT_LENGTH + 1, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void shouldDropResultsThatWouldReachBeyondTheMessage(final int claimedLength)
    {
        final int length = commandReply();
        buffer.putInt(BODY + CommandReplyEncoder.BLOCK_LENGTH, claimedLength, ByteOrder.LITTLE_ENDIAN);
        take(length);
        assertDropped();
    }

    private void assertDropped()
    {
        assertEquals(1, decoder.droppedCount());
        assertEquals(List.of(), recorder.calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1000, 65_535})
    void shouldDropMorePeersThanThereAre(final int claimedCount)
    {
        final int length = status();
        buffer.putShort(BODY + StatusResponseEncoder.BLOCK_LENGTH + 2, (short)claimedCount, ByteOrder.LITTLE_ENDIAN);
        take(length);
        assertDropped();
    }

    @Test
    void shouldDropPeersThatAreTooShort()
    {
        final int length = status();
        buffer.putShort(BODY + StatusResponseEncoder.BLOCK_LENGTH,
            (short)(StatusResponseDecoder.PeersDecoder.sbeBlockLength() - 1), ByteOrder.LITTLE_ENDIAN);
        take(length);
        assertDropped();
    }

    @Test
    void shouldDropOtherSchemas()
    {
        final int length = pong();
        header.wrap(buffer, OFFSET).schemaId(MessageHeaderEncoder.SCHEMA_ID + 1);
        take(length);
        assertDropped();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 39, 45, 65_535})
    void shouldDropUnknownTemplates(final int templateId)
    {
        final int length = commandReply();
        header.wrap(buffer, OFFSET).templateId(templateId);
        take(length);
        assertDropped();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 255})
    void shouldDropUnknownOutcomes(final int outcome)
    {
        final int length = commandReply();
        buffer.putByte(BODY + CommandReplyEncoder.outcomeEncodingOffset(), (byte)outcome);
        take(length);
        assertDropped();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 255})
    void shouldDropUnknownAnswersToConnect(final int code)
    {
        final int length = connectResponse();
        buffer.putByte(BODY + ConnectResponseEncoder.codeEncodingOffset(), (byte)code);
        take(length);
        assertDropped();
    }

    @Test
    void shouldCountOverlongMessages()
    {
        decoder.onOverlongMessage();
        assertDropped();
    }

    @ParameterizedTest
    @ValueSource(longs = {20260103, 20260104, 20260105})
    void shouldSurviveRandomBytes(final long seed)
    {
        final Random random = new Random(seed);
        final byte[] bytes = new byte[256];
        final UnsafeBuffer noise = new UnsafeBuffer(bytes);
        final int rounds = 50_000;
        for (int i = 0; i < rounds; i++)
        {
            random.nextBytes(bytes);
            header.wrap(noise, 0)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                .templateId(39 + random.nextInt(7))
                .blockLength(random.nextInt(120));
            decoder.onMessage(recorder, 77, noise, 0, random.nextInt(bytes.length + 1));
        }
        assertTrue(decoder.droppedCount() > rounds / 2, "dropped " + decoder.droppedCount());
        assertEquals(rounds, decoder.droppedCount() + recorder.calls.size());
    }

    /** Writes down what it was told, and reads all that it was given. */
    private static final class Recorder implements EgressHandler
    {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void onConnectResponse(
            final long source,
            final long correlationId,
            final long sessionId,
            final long term,
            final int memberId,
            final int leaderId,
            final int commandLengthMax,
            final int sessionWindow,
            final ConnectCode code)
        {
            calls.add("connect " + correlationId + " " + sessionId + " " + term + " " + memberId + " " + leaderId +
                " " + commandLengthMax + " " + sessionWindow + " " + code);
        }

        @Override
        public void onCommandReply(
            final long source,
            final long sessionId,
            final long sequence,
            final long index,
            final int leaderId,
            final OutcomeCode outcome,
            final DirectBuffer result,
            final int offset,
            final int length)
        {
            result.boundsCheck(offset, length);
            calls.add("reply " + sessionId + " " + sequence + " " + index + " " + leaderId + " " + outcome +
                " length=" + length);
        }

        @Override
        public void onLeaderEvent(final long source, final long sessionId, final int leaderId)
        {
            calls.add("leader " + sessionId + " " + leaderId);
        }

        @Override
        public void onPong(final long source, final int leaderId, final int memberId)
        {
            calls.add("pong " + leaderId + " " + memberId);
        }

        @Override
        public void onStatus(final StatusResponseDecoder status)
        {
            final List<Integer> peers = new ArrayList<>();
            status.peers().forEach(peer -> peers.add(peer.memberId()));
            calls.add("status " + status.memberId() + " peers=" + peers.size());
        }
    }
}
