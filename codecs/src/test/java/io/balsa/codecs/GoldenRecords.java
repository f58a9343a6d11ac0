package io.balsa.codecs;

import io.balsa.codecs.storage.ArchiveChunkEncoder;
import io.balsa.codecs.storage.ArchiveHeaderEncoder;
import io.balsa.codecs.storage.EntryHeaderEncoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.storage.IdentityEncoder;
import io.balsa.codecs.storage.LogPositionEncoder;
import io.balsa.codecs.storage.ReplyCode;
import io.balsa.codecs.storage.SegmentFooterEncoder;
import io.balsa.codecs.storage.SegmentHeaderEncoder;
import io.balsa.codecs.storage.SessionReplyEncoder;
import io.balsa.codecs.storage.SessionStateEncoder;
import io.balsa.codecs.storage.SessionTableEncoder;
import io.balsa.codecs.storage.SnapshotManifestEncoder;
import io.balsa.codecs.storage.TermStartEncoder;
import io.balsa.codecs.storage.TermStateEncoder;
import io.balsa.codecs.storage.WatermarkEncoder;
import org.agrona.MutableDirectBuffer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * One record of each kind on disk, every field with a value of its own.
 */
final class GoldenRecords
{
    private static final byte[] BYTES = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, ToIntFunction<MutableDirectBuffer>> ENCODERS = new LinkedHashMap<>();

    static
    {
        ENCODERS.put("EntryHeader", GoldenRecords::entryHeader);
        ENCODERS.put("SegmentHeader", GoldenRecords::segmentHeader);
        ENCODERS.put("TermState", GoldenRecords::termState);
        ENCODERS.put("Identity", GoldenRecords::identity);
        ENCODERS.put("TermStart", GoldenRecords::termStart);
        ENCODERS.put("SnapshotManifest", GoldenRecords::snapshotManifest);
        ENCODERS.put("Watermark", GoldenRecords::watermark);
        ENCODERS.put("SegmentFooter", GoldenRecords::segmentFooter);
        ENCODERS.put("LogPosition", GoldenRecords::logPosition);
        ENCODERS.put("SessionTable", GoldenRecords::sessionTable);
        ENCODERS.put("SessionState", GoldenRecords::sessionState);
        ENCODERS.put("SessionReply", GoldenRecords::sessionReply);
        ENCODERS.put("ArchiveHeader", GoldenRecords::archiveHeader);
        ENCODERS.put("ArchiveChunk", GoldenRecords::archiveChunk);
    }

    private GoldenRecords()
    {
    }

    /** Names of the records, each with an encoder that returns the encoded length in bytes. */
    static Map<String, ToIntFunction<MutableDirectBuffer>> encoders()
    {
        return ENCODERS;
    }

    private static int entryHeader(final MutableDirectBuffer buffer)
    {
        return new EntryHeaderEncoder().wrap(buffer, 0).checksum(0x01010101L).frameLength(0x0202).index(0x0303)
            .term(0x0404).timestampNs(0x0505).sessionId(0x0606).sequence(0x0707).ackedSequence(0x0808)
            .entryType(EntryType.SESSION_OPEN).headerChecksum(0x09090909L).encodedLength();
    }

    private static int segmentHeader(final MutableDirectBuffer buffer)
    {
        return new SegmentHeaderEncoder().wrap(buffer, 0).checksum(0x01010101L).magic(0x02020202L).clusterId(0x0303)
            .incarnation(0x0404).baseIndex(0x0505).prevTerm(0x0606).memberId(0x0707).segmentLength(0x0808)
            .schemaVersion(0x0909).encodedLength();
    }

    private static int termState(final MutableDirectBuffer buffer)
    {
        return new TermStateEncoder().wrap(buffer, 0).checksum(0x01010101L).magic(0x02020202L).clusterId(0x0303)
            .incarnation(0x0404).slotSequence(0x0505).term(0x0606).votedFor(0x0707).memberId(0x0808)
            .schemaVersion(0x0909).fencedTerm(0x0a0a).encodedLength();
    }

    private static int identity(final MutableDirectBuffer buffer)
    {
        return new IdentityEncoder().wrap(buffer, 0).checksum(0x01010101L).magic(0x02020202L).clusterId(0x0303)
            .incarnation(0x0404).createdNs(0x0505).memberId(0x0606).schemaVersion(0x0707).encodedLength();
    }

    private static int termStart(final MutableDirectBuffer buffer)
    {
        return new TermStartEncoder().wrap(buffer, 0).failurePolicy(FailurePolicyCode.HALT).encodedLength();
    }

    private static int watermark(final MutableDirectBuffer buffer)
    {
        return new WatermarkEncoder().wrap(buffer, 0).checksum(0x01010101L).magic(0x02020202L).incarnation(0x0303)
            .slotSequence(0x0404).durableIndex(0x0505).durableTerm(0x0606).firstIndex(0x0707).commitIndex(0x0808)
            .durableOffset(0x0909).schemaVersion(0x0A0A).encodedLength();
    }

    private static int segmentFooter(final MutableDirectBuffer buffer)
    {
        return new SegmentFooterEncoder().wrap(buffer, 0).checksum(0x01010101L).magic(0x02020202L).incarnation(0x0303)
            .baseIndex(0x0404).prevTerm(0x0505).lastTerm(0x0606).endOffset(0x0707).entryCount(0x0808)
            .indexChecksum(0x09090909L).framesChecksum(0x0A0A0A0AL).termRunCount(0x0B0B).schemaVersion(0x0C0C)
            .encodedLength();
    }

    private static int logPosition(final MutableDirectBuffer buffer)
    {
        return new LogPositionEncoder().wrap(buffer, 0).magic(0x01010101L).memberId(0x0202).clusterId(0x0303)
            .incarnation(0x0404).generation(0x0505).firstIndex(0x0606).committedIndex(0x0707).heartbeatNs(0x0808)
            .isClosed((short)0x09).schemaVersion(0x0A0A).encodedLength();
    }

    private static int sessionTable(final MutableDirectBuffer buffer)
    {
        return new SessionTableEncoder().wrap(buffer, 0).schemaVersion(0x0101).tableLength(0x0202)
            .sessionLength(0x0303).replyLength(0x0404).sessionCount(0x0505).failurePolicy(FailurePolicyCode.HALT)
            .digest(0x0606).encodedLength();
    }

    private static int sessionState(final MutableDirectBuffer buffer)
    {
        return new SessionStateEncoder().wrap(buffer, 0).sessionId(0x0101).clientKey(-0x0202).lastSequence(0x0303)
            .ackedSequence(0x0404).encodedLength();
    }

    private static int sessionReply(final MutableDirectBuffer buffer)
    {
        return new SessionReplyEncoder().wrap(buffer, 0).index(0x0101).resultLength(0x0202)
            .replyCode(ReplyCode.FAILED).encodedLength();
    }

    private static int archiveHeader(final MutableDirectBuffer buffer)
    {
        return new ArchiveHeaderEncoder().wrap(buffer, 0).checksum(0x01010101L).magic(0x02020202L).clusterId(0x0303)
            .index(0x0404).term(0x0505).contentLength(0x0606).manifestChecksum(0x07070707L).manifestLength(0x0808)
            .schemaVersion(0x0909).encodedLength();
    }

    private static int archiveChunk(final MutableDirectBuffer buffer)
    {
        return new ArchiveChunkEncoder().wrap(buffer, 0).checksum(0x01010101L).storedLength(0x0202).position(0x0303)
            .partLength(0x0404).compression(0x0505).encodedLength();
    }

    private static int snapshotManifest(final MutableDirectBuffer buffer)
    {
        final SnapshotManifestEncoder encoder = new SnapshotManifestEncoder().wrap(buffer, 0).checksum(0x01010101L)
            .magic(0x02020202L).clusterId(0x0303).index(0x0404).term(0x0505).clusterTimeNs(0x0606).stateDigest(-0x0707)
            .recordCount(0x0808).manifestLength(0x0909).schemaVersion(0x0A0A)
            .rootLength(SnapshotManifestEncoder.BLOCK_LENGTH);
        encoder.membersCount(2).next().memberId(0x0B0B).next().memberId(0x0C0C);
        encoder.removedMembersCount(1).next().removedMemberId(0x0D0D);
        encoder.filesCount(2)
            .next().fileLength(0x0E0E).fileRecordCount(0x0F0F).fileChecksum(0x10101010L).recordFormat(0x1111)
            .next().fileLength(0x1212).fileRecordCount(0x1313).fileChecksum(0x14141414L).recordFormat(0x1515);
        return encoder.putSessions(BYTES, 0, BYTES.length).putTimers(BYTES, 0, 4).encodedLength();
    }
}
