package io.balsa.transport.wire;

import io.balsa.codecs.wire.AppendEntriesEncoder;
import io.balsa.codecs.wire.EntriesResponseEncoder;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.VoteRequestEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerMessageCodecTest
{
    private static final int OFFSET = 8;
    private static final int FRAMES_LENGTH = 128;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[FRAMES_LENGTH]);
    private final MessageChecksum checksum = new MessageChecksum();
    private final WireCounters counters = new WireCounters();
    private final RecordingPeerHandler handler = new RecordingPeerHandler();
    private final PeerMessageEncoder encoder = new PeerMessageEncoder(7, 1);
    private final PeerMessageDecoder decoder = decoder(7, 1, 2);

    private PeerMessageDecoder decoder(final long clusterId, final int... peerIds)
    {
        return new PeerMessageDecoder(clusterId, peerIds, counters);
    }

    @Test
    void shouldRoundTripEveryMessage()
    {
        encoder.voteRequest(buffer, OFFSET, 5, 4, 3, true);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        encoder.voteResponse(buffer, OFFSET, 5, 6, false, true);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.VOTE_RESPONSE_LENGTH);
        encoder.heartbeat(buffer, OFFSET, 5, 9, -8);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.HEARTBEAT_LENGTH);
        encoder.appendResponse(buffer, OFFSET, 5, 11, 12, 13, -1, 14, 15);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.APPEND_RESPONSE_LENGTH);
        decoder.onMessage(handler, buffer, OFFSET, appendEntries());
        encoder.entriesRequest(buffer, OFFSET, -5, 4, 3, 2, 1, 6, 8);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.ENTRIES_REQUEST_LENGTH);
        decoder.onMessage(handler, buffer, OFFSET, entriesResponse(EntriesStatus.FRAMES, FRAMES_LENGTH));
        decoder.onMessage(handler, buffer, OFFSET, entriesResponse(EntriesStatus.NOT_HELD, 0));
        decoder.onMessage(handler, buffer, OFFSET, entriesResponse(EntriesStatus.DIFFERS, 0));

        assertEquals(
            List.of(
                "voteRequest 1 5 4 3 true",
                "voteResponse 1 5 6 false true",
                "heartbeat 1 5 9 -8",
                "appendResponse 1 5 11 12 13 -1 14 15",
                "appendEntries 1 5 4 3 2 1 0 length=128 first=42",
                "entriesRequest 1 -5 4 3 2 1 6 8",
                "entriesResponse 1 -5 4 3 FRAMES length=128 first=42",
                "entriesResponse 1 -5 4 3 NOT_HELD length=0 first=-1",
                "entriesResponse 1 -5 4 3 DIFFERS length=0 first=-1"),
            handler.calls);
        assertEquals(0, counters.malformedCount());
    }

    private int entriesResponse(final EntriesStatus status, final int length)
    {
        frames.putByte(0, (byte)42);
        encoder.entriesResponse(buffer, OFFSET, -5, 4, 3, status, frames, 0, length);
        return PeerMessageEncoder.ENTRIES_RESPONSE_HEADER_LENGTH + length;
    }

    private int appendEntries()
    {
        frames.putByte(0, (byte)42);
        encoder.appendEntries(buffer, OFFSET, 5, 4, 3, 2, 1, 0);
        encoder.frames(frames, 0, FRAMES_LENGTH);
        return PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH + FRAMES_LENGTH;
    }

    @Test
    void shouldAskForEntriesAgainThatWereNotTaken()
    {
        final int length = appendEntries();
        handler.isTaking = false;
        assertFalse(decoder.onMessage(handler, buffer, OFFSET, length));
        handler.isTaking = true;
        assertTrue(decoder.onMessage(handler, buffer, OFFSET, length));
        assertEquals(1, handler.calls.size());
    }

    @Test
    void shouldDropEveryTruncation()
    {
        encoder.voteRequest(buffer, OFFSET, 5, 4, 3, true);
        dropAllShorterThan(PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        encoder.voteResponse(buffer, OFFSET, 5, 6, false, true);
        dropAllShorterThan(PeerMessageEncoder.VOTE_RESPONSE_LENGTH);
        encoder.heartbeat(buffer, OFFSET, 5, 9, -8);
        dropAllShorterThan(PeerMessageEncoder.HEARTBEAT_LENGTH);
        encoder.appendResponse(buffer, OFFSET, 5, 11, 12, 13, -1, 14, 15);
        dropAllShorterThan(PeerMessageEncoder.APPEND_RESPONSE_LENGTH);
        dropAllShorterThan(appendEntries());
        encoder.entriesRequest(buffer, OFFSET, -5, 4, 3, 2, 1, 6, 8);
        dropAllShorterThan(PeerMessageEncoder.ENTRIES_REQUEST_LENGTH);
        dropAllShorterThan(entriesResponse(EntriesStatus.FRAMES, FRAMES_LENGTH));
    }

    private void dropAllShorterThan(final int fullLength)
    {
        for (int length = 0; length < fullLength; length++)
        {
            final long before = counters.malformedCount();
            decoder.onMessage(handler, buffer, OFFSET, length);
            assertEquals(before + 1, counters.malformedCount(), "length " + length);
        }
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void shouldDropFramesThatReachBeyondTheMessage()
    {
        final int length = appendEntries();
        for (final int framesLength : new int[]{FRAMES_LENGTH + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
        {
            buffer.putInt(
                OFFSET + PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH - 4, framesLength, ByteOrder.LITTLE_ENDIAN);
            decoder.onMessage(handler, buffer, OFFSET, length);
        }
        assertEquals(4, counters.malformedCount());
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void shouldDropEveryMessageWithAFlippedBit()
    {
        encoder.voteRequest(buffer, OFFSET, 5, 4, 3, true);
        flipEachBit(PeerMessageEncoder.VOTE_REQUEST_LENGTH, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        encoder.voteResponse(buffer, OFFSET, 5, 6, false, true);
        flipEachBit(PeerMessageEncoder.VOTE_RESPONSE_LENGTH, PeerMessageEncoder.VOTE_RESPONSE_LENGTH);
        encoder.heartbeat(buffer, OFFSET, 5, 9, -8);
        flipEachBit(PeerMessageEncoder.HEARTBEAT_LENGTH, PeerMessageEncoder.HEARTBEAT_LENGTH);
        encoder.appendResponse(buffer, OFFSET, 5, 11, 12, 13, -1, 14, 15);
        flipEachBit(PeerMessageEncoder.APPEND_RESPONSE_LENGTH, PeerMessageEncoder.APPEND_RESPONSE_LENGTH);
        flipEachBit(appendEntries(), PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH);
        encoder.entriesRequest(buffer, OFFSET, -5, 4, 3, 2, 1, 6, 8);
        flipEachBit(PeerMessageEncoder.ENTRIES_REQUEST_LENGTH, PeerMessageEncoder.ENTRIES_REQUEST_LENGTH);
        final int length = entriesResponse(EntriesStatus.FRAMES, FRAMES_LENGTH);
        flipEachBit(length, length);
        assertEquals(0, counters.wrongClusterCount() + counters.unknownSenderCount());
        assertTrue(counters.damagedCount() > 8 * 200);
    }

    private void flipEachBit(final int length, final int coveredLength)
    {
        for (int bit = 0; bit < coveredLength * Byte.SIZE; bit++)
        {
            final long before = droppedCount();
            flip(bit);
            assertTrue(decoder.onMessage(handler, buffer, OFFSET, length));
            flip(bit);
            assertEquals(before + 1, droppedCount(), "bit " + bit);
            assertEquals(List.of(), handler.calls, "bit " + bit);
        }
        decoder.onMessage(handler, buffer, OFFSET, length);
        assertEquals(1, handler.calls.size());
        handler.calls.clear();
    }

    private void flip(final int bit)
    {
        final int position = OFFSET + bit / Byte.SIZE;
        buffer.putByte(position, (byte)(buffer.getByte(position) ^ 1 << bit % Byte.SIZE));
    }

    private long droppedCount()
    {
        return counters.damagedCount() + counters.malformedCount() + counters.unknownTemplateCount();
    }

    @Test
    void shouldLeaveEntriesToTheirOwnChecksums()
    {
        final int length = appendEntries();
        flip(PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH * Byte.SIZE);
        decoder.onMessage(handler, buffer, OFFSET, length);
        assertEquals(1, handler.calls.size());
    }

    @Test
    void shouldDropControlMessagesWithBytesAdded()
    {
        encoder.heartbeat(buffer, OFFSET, 5, 9, -8);
        buffer.putByte(OFFSET + PeerMessageEncoder.HEARTBEAT_LENGTH, (byte)1);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.HEARTBEAT_LENGTH + 1);
        assertEquals(1, counters.damagedCount());
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void shouldReadMessagesUpToTheLengthThatIsCovered()
    {
        longHeartbeat(MessageChecksum.COVERED_LENGTH_MAX);
        assertEquals(List.of("heartbeat 1 5 9 -8"), handler.calls);
        assertEquals(0, counters.malformedCount());

        longHeartbeat(MessageChecksum.COVERED_LENGTH_MAX + 1);
        assertEquals(1, handler.calls.size());
        assertEquals(1, counters.malformedCount());
    }

    private void longHeartbeat(final int length)
    {
        encoder.heartbeat(buffer, OFFSET, 5, 9, -8);
        new MessageHeaderEncoder().wrap(buffer, OFFSET).blockLength(length - WireHeader.LENGTH);
        checksum.seal(buffer, OFFSET, Math.min(length, MessageChecksum.COVERED_LENGTH_MAX));
        decoder.onMessage(handler, buffer, OFFSET, length);
    }

    @Test
    void shouldDropWhatIsNotFromAPeer()
    {
        encoder.heartbeat(buffer, OFFSET, 5, 9, -8);
        decoder(8, 1, 2).onMessage(handler, buffer, OFFSET, PeerMessageEncoder.HEARTBEAT_LENGTH);
        assertEquals(1, counters.wrongClusterCount());
        decoder(7, 2, 3).onMessage(handler, buffer, OFFSET, PeerMessageEncoder.HEARTBEAT_LENGTH);
        assertEquals(1, counters.unknownSenderCount());
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void shouldDropOtherSchemasTemplatesAndFlags()
    {
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        encoder.voteRequest(buffer, OFFSET, 5, 4, 3, true);
        header.wrap(buffer, OFFSET).schemaId(1);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        assertEquals(1, counters.malformedCount());

        encoder.voteRequest(buffer, OFFSET, 5, 4, 3, true);
        header.wrap(buffer, OFFSET).templateId(999);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        assertEquals(1, counters.unknownTemplateCount());

        encoder.voteRequest(buffer, OFFSET, 5, 4, 3, true);
        buffer.putByte(OFFSET + 8 + VoteRequestEncoder.preVoteEncodingOffset(), (byte)7);
        checksum.seal(buffer, OFFSET, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        assertEquals(2, counters.malformedCount());

        final int length = appendEntries();
        buffer.putInt(OFFSET + 8 + AppendEntriesEncoder.fragmentOffsetEncodingOffset(), -8, ByteOrder.LITTLE_ENDIAN);
        checksum.seal(buffer, OFFSET, PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH);
        decoder.onMessage(handler, buffer, OFFSET, length);
        assertEquals(3, counters.malformedCount());
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void shouldDropAnswersWhoseStatusAndFramesDoNotFit()
    {
        decoder.onMessage(handler, buffer, OFFSET, entriesResponse(EntriesStatus.FRAMES, 0));
        decoder.onMessage(handler, buffer, OFFSET, entriesResponse(EntriesStatus.NOT_HELD, 8));
        decoder.onMessage(handler, buffer, OFFSET, entriesResponse(EntriesStatus.DIFFERS, 8));
        assertEquals(3, counters.malformedCount());

        final int length = entriesResponse(EntriesStatus.FRAMES, 8);
        buffer.putByte(OFFSET + 8 + EntriesResponseEncoder.statusEncodingOffset(), (byte)7);
        checksum.seal(buffer, OFFSET, PeerMessageEncoder.ENTRIES_RESPONSE_HEADER_LENGTH);
        decoder.onMessage(handler, buffer, OFFSET, length);
        assertEquals(4, counters.malformedCount());

        encoder.entriesResponse(buffer, OFFSET, -5, 4, -8, EntriesStatus.FRAMES, frames, 0, 8);
        decoder.onMessage(handler, buffer, OFFSET, length);
        encoder.entriesRequest(buffer, OFFSET, -5, 4, 3, 2, 1, 6, -8);
        decoder.onMessage(handler, buffer, OFFSET, PeerMessageEncoder.ENTRIES_REQUEST_LENGTH);
        assertEquals(6, counters.malformedCount());
        assertEquals(List.of(), handler.calls);
    }

    @Test
    void shouldReadALongerBlockOfANewerVersion()
    {
        final int length = appendEntries();
        final int extra = 12;
        final int blockEnd = OFFSET + 8 + AppendEntriesEncoder.BLOCK_LENGTH;
        final UnsafeBuffer newer = new UnsafeBuffer(new byte[1024]);
        newer.putBytes(OFFSET, buffer, OFFSET, blockEnd - OFFSET);
        newer.putBytes(blockEnd + extra, buffer, blockEnd, length - (blockEnd - OFFSET));
        new MessageHeaderEncoder().wrap(newer, OFFSET)
            .blockLength(AppendEntriesEncoder.BLOCK_LENGTH + extra)
            .version(3);
        checksum.seal(newer, OFFSET, PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH + extra);

        decoder.onMessage(handler, newer, OFFSET, length + extra);

        assertEquals(List.of("appendEntries 1 5 4 3 2 1 0 length=128 first=42"), handler.calls);
    }

    @Test
    void shouldSurviveRandomBytes()
    {
        final Random random = new Random(20260101);
        final byte[] bytes = new byte[256];
        final UnsafeBuffer noise = new UnsafeBuffer(bytes);
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        for (int i = 0; i < 100_000; i++)
        {
            random.nextBytes(bytes);
            if (random.nextBoolean())
            {
                header.wrap(noise, 0)
                    .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                    .templateId(random.nextInt(8))
                    .blockLength(random.nextInt(100));
            }
            decoder.onMessage(handler, noise, 0, random.nextInt(bytes.length + 1));
        }
        assertEquals(List.of(), handler.calls);
        assertTrue(counters.malformedCount() > 50_000);
    }
}
