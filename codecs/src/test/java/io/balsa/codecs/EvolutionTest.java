package io.balsa.codecs;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.storage.SnapshotManifestDecoder;
import io.balsa.codecs.wire.AppendEntriesDecoder;
import io.balsa.codecs.wire.AppendEntriesEncoder;
import io.balsa.codecs.wire.CommandReplyDecoder;
import io.balsa.codecs.wire.HeartbeatDecoder;
import io.balsa.codecs.wire.MessageHeaderDecoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * What lets versions live side by side: later fields are skipped, unknown values are seen as such, and the two schemas
 * cannot be taken for each other.
 */
class EvolutionTest
{
    @Test
    void shouldDecodeEveryFieldOfTheFirstVersion()
    {
        final HeartbeatDecoder decoder = new HeartbeatDecoder()
            .wrapAndApplyHeader(golden("wire/Heartbeat"), 0, new MessageHeaderDecoder());
        assertEquals(0xF0010101L, decoder.checksum());
        assertEquals(0x0202, decoder.senderId());
        assertEquals(0x0303, decoder.clusterId());
        assertEquals(0x0404, decoder.term());
        assertEquals(0x0505, decoder.commitIndex());
        assertEquals(-0x0606, decoder.leaderTimeNs());
    }

    @Test
    void shouldSkipFieldsOfALaterVersion()
    {
        final int added = 16;
        final byte[] now = bytes("wire/AppendEntries");
        final int rootEnd = MessageHeaderEncoder.ENCODED_LENGTH + AppendEntriesEncoder.BLOCK_LENGTH;
        final byte[] later = Arrays.copyOf(now, now.length + added);
        System.arraycopy(now, rootEnd, later, rootEnd + added, now.length - rootEnd);
        final UnsafeBuffer buffer = new UnsafeBuffer(later);
        new MessageHeaderEncoder().wrap(buffer, 0).blockLength(AppendEntriesEncoder.BLOCK_LENGTH + added).version(1);

        final AppendEntriesDecoder decoder =
            new AppendEntriesDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
        assertEquals(0x0909, decoder.fragmentOffset());
        assertEquals(16, decoder.framesLength());
        final byte[] frames = new byte[16];
        decoder.getFrames(frames, 0, frames.length);
        assertEquals('0', frames[0]);
        assertEquals('f', frames[15]);
    }

    @Test
    void shouldSkipFieldsOfALaterManifest()
    {
        final int added = 8;
        final byte[] now = bytes("storage/SnapshotManifest");
        final int rootEnd = SnapshotManifestDecoder.BLOCK_LENGTH;
        final byte[] later = Arrays.copyOf(now, now.length + added);
        System.arraycopy(now, rootEnd, later, rootEnd + added, now.length - rootEnd);
        final UnsafeBuffer buffer = new UnsafeBuffer(later);
        buffer.putShort(SnapshotManifestDecoder.rootLengthEncodingOffset(), (short)(rootEnd + added));

        final SnapshotManifestDecoder decoder = new SnapshotManifestDecoder();
        decoder.wrap(buffer, 0, rootEnd, 1);
        decoder.wrap(buffer, 0, decoder.rootLength(), 1);
        assertEquals(-0x0707, decoder.stateDigest());
        assertEquals(0x0C0C, decoder.members().next().next().memberId());
        assertEquals(0x0D0D, decoder.removedMembers().next().removedMemberId());
        assertEquals(0x14141414L, decoder.files().next().next().fileChecksum());
        assertEquals(16, decoder.sessionsLength());
        decoder.skipSessions();
        final byte[] timers = new byte[4];
        assertEquals(timers.length, decoder.getTimers(timers, 0, timers.length));
        assertEquals('3', timers[3]);
    }

    @Test
    void shouldSeeUnknownValuesAsUnknown()
    {
        final UnsafeBuffer reply = golden("wire/CommandReply");
        reply.putByte(
            MessageHeaderEncoder.ENCODED_LENGTH + CommandReplyDecoder.outcomeEncodingOffset(), (byte)200);
        assertEquals(OutcomeCode.SBE_UNKNOWN,
            new CommandReplyDecoder().wrapAndApplyHeader(reply, 0, new MessageHeaderDecoder()).outcome());

        final UnsafeBuffer entry = golden("storage/EntryHeader");
        entry.putByte(EntryHeaderDecoder.entryTypeEncodingOffset(), (byte)200);
        final EntryHeaderDecoder decoder = new EntryHeaderDecoder()
            .wrap(entry, 0, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
        assertEquals(EntryType.SBE_UNKNOWN, decoder.entryType());
    }

    @Test
    void shouldKeepWireAndStorageApart()
    {
        assertNotEquals(MessageHeaderDecoder.SCHEMA_ID, io.balsa.codecs.storage.MessageHeaderDecoder.SCHEMA_ID);
    }

    @Test
    void shouldStartFramesOnEightBytes()
    {
        final int framesOffset = MessageHeaderEncoder.ENCODED_LENGTH + AppendEntriesEncoder.BLOCK_LENGTH +
            AppendEntriesDecoder.framesHeaderLength();
        assertEquals(0, framesOffset % 8);
        assertEquals(0, EntryHeaderDecoder.BLOCK_LENGTH % 8);
    }

    private static UnsafeBuffer golden(final String name)
    {
        return new UnsafeBuffer(bytes(name));
    }

    private static byte[] bytes(final String name)
    {
        return HexFormat.ofDelimiter(" ").parseHex(GoldenTest.read("/golden/v0/" + name + ".hex"));
    }
}
