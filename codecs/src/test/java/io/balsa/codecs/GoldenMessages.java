package io.balsa.codecs;

import io.balsa.codecs.wire.AppendEntriesEncoder;
import io.balsa.codecs.wire.AppendResponseEncoder;
import io.balsa.codecs.wire.BooleanType;
import io.balsa.codecs.wire.CloseRequestEncoder;
import io.balsa.codecs.wire.CommandEncoder;
import io.balsa.codecs.wire.CommandReplyEncoder;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.ConnectRequestEncoder;
import io.balsa.codecs.wire.ConnectResponseEncoder;
import io.balsa.codecs.wire.EntriesRequestEncoder;
import io.balsa.codecs.wire.EntriesResponseEncoder;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.HeartbeatEncoder;
import io.balsa.codecs.wire.LeaderEventEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.PingEncoder;
import io.balsa.codecs.wire.PongEncoder;
import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.codecs.wire.SnapshotChunkEncoder;
import io.balsa.codecs.wire.SnapshotOfferEncoder;
import io.balsa.codecs.wire.SnapshotRequestEncoder;
import io.balsa.codecs.wire.StateDigestEncoder;
import io.balsa.codecs.wire.StatusRequestEncoder;
import io.balsa.codecs.wire.StatusResponseEncoder;
import io.balsa.codecs.wire.VoteRequestEncoder;
import io.balsa.codecs.wire.VoteResponseEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * One message of each kind on the wire, every field with a value of its own.
 */
final class GoldenMessages
{
    private static final byte[] BYTES = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, ToIntFunction<MutableDirectBuffer>> ENCODERS = new LinkedHashMap<>();

    static
    {
        ENCODERS.put("VoteRequest", GoldenMessages::voteRequest);
        ENCODERS.put("VoteResponse", GoldenMessages::voteResponse);
        ENCODERS.put("Heartbeat", GoldenMessages::heartbeat);
        ENCODERS.put("AppendResponse", GoldenMessages::appendResponse);
        ENCODERS.put("AppendEntries", GoldenMessages::appendEntries);
        ENCODERS.put("EntriesRequest", GoldenMessages::entriesRequest);
        ENCODERS.put("EntriesResponse", GoldenMessages::entriesResponse);
        ENCODERS.put("SnapshotOffer", GoldenMessages::snapshotOffer);
        ENCODERS.put("SnapshotRequest", GoldenMessages::snapshotRequest);
        ENCODERS.put("StateDigest", GoldenMessages::stateDigest);
        ENCODERS.put("SnapshotChunk", GoldenMessages::snapshotChunk);
        ENCODERS.put("ConnectRequest", GoldenMessages::connectRequest);
        ENCODERS.put("Command", GoldenMessages::command);
        ENCODERS.put("CloseRequest", GoldenMessages::closeRequest);
        ENCODERS.put("Ping", GoldenMessages::ping);
        ENCODERS.put("StatusRequest", GoldenMessages::statusRequest);
        ENCODERS.put("ConnectResponse", GoldenMessages::connectResponse);
        ENCODERS.put("CommandReply", GoldenMessages::commandReply);
        ENCODERS.put("LeaderEvent", GoldenMessages::leaderEvent);
        ENCODERS.put("Pong", GoldenMessages::pong);
        ENCODERS.put("StatusResponse", GoldenMessages::statusResponse);
    }

    private GoldenMessages()
    {
    }

    /** Names of the messages, each with an encoder that returns the encoded length in bytes. */
    static Map<String, ToIntFunction<MutableDirectBuffer>> encoders()
    {
        return ENCODERS;
    }

    private static int length(final MessageEncoderFlyweight encoder)
    {
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private static int voteRequest(final MutableDirectBuffer buffer)
    {
        return length(new VoteRequestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).term(0x0404).lastLogIndex(0x0505)
            .lastLogTerm(0x0606).preVote(BooleanType.TRUE));
    }

    private static int voteResponse(final MutableDirectBuffer buffer)
    {
        return length(new VoteResponseEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).term(0x0404).requestTerm(0x0505)
            .preVote(BooleanType.FALSE).granted(BooleanType.TRUE));
    }

    private static int heartbeat(final MutableDirectBuffer buffer)
    {
        return length(new HeartbeatEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).term(0x0404).commitIndex(0x0505)
            .leaderTimeNs(-0x0606));
    }

    private static int appendResponse(final MutableDirectBuffer buffer)
    {
        return length(new AppendResponseEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).term(0x0404).matchIndex(0x0505)
            .appendedIndex(0x0606).leaderTimeNs(0x0707).rejectedIndex(-1).hintIndex(0x0808).hintTerm(0x0909));
    }

    private static int appendEntries(final MutableDirectBuffer buffer)
    {
        return length(new AppendEntriesEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).term(0x0404).prevLogIndex(0x0505)
            .prevLogTerm(0x0606).commitIndex(0x0707).leaderTimeNs(0x0808).fragmentOffset(0x0909)
            .putFrames(BYTES, 0, BYTES.length));
    }

    private static int entriesRequest(final MutableDirectBuffer buffer)
    {
        return length(new EntriesRequestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).repairId(0x0404).afterIndex(0x0505)
            .afterTerm(0x0606).untilIndex(0x0707).untilTerm(0x0808).index(0x0909).frameOffset(0x0A0A));
    }

    private static int entriesResponse(final MutableDirectBuffer buffer)
    {
        return length(new EntriesResponseEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).repairId(0x0404).index(0x0505)
            .frameOffset(0x0606).framesChecksum(0xF0070707L).status(EntriesStatus.DIFFERS)
            .putFrames(BYTES, 0, BYTES.length));
    }

    private static int snapshotOffer(final MutableDirectBuffer buffer)
    {
        return length(new SnapshotOfferEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).term(0x0404).leaderTimeNs(-0x0505)
            .snapshotIndex(0x0606).snapshotTerm(0x0707).snapshotLength(0x0808).snapshotChecksum(0xF0090909L)
            .manifestLength(0x0A0A));
    }

    private static int stateDigest(final MutableDirectBuffer buffer)
    {
        return length(new StateDigestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF001_0101L).senderId(0x0202).clusterId(0x0303).index(0x0404).digest(-0x0505));
    }

    private static int snapshotRequest(final MutableDirectBuffer buffer)
    {
        return length(new SnapshotRequestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).snapshotIndex(0x0404).snapshotTerm(0x0505)
            .snapshotOffset(0x0606).snapshotChecksum(0xF0070707L).length(0x0808));
    }

    private static int snapshotChunk(final MutableDirectBuffer buffer)
    {
        return length(new SnapshotChunkEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .checksum(0xF0010101L).senderId(0x0202).clusterId(0x0303).snapshotIndex(0x0404).snapshotTerm(0x0505)
            .snapshotOffset(0x0606).snapshotChecksum(0xF0070707L).bytesChecksum(0xF0080808L)
            .putBytes(BYTES, 0, BYTES.length));
    }

    private static int connectRequest(final MutableDirectBuffer buffer)
    {
        return length(new ConnectRequestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .clusterId(0x0101).correlationId(0x0202).clientKey(0x0303).sessionId(0x0404).responseStreamId(0x0505)
            .protocolVersion(0x0606).responseChannel("aeron:udp?endpoint=localhost:0"));
    }

    private static int command(final MutableDirectBuffer buffer)
    {
        return length(new CommandEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .sessionId(0x0101).sequence(0x0202).ackedSequence(0x0303).putPayload(BYTES, 0, BYTES.length));
    }

    private static int closeRequest(final MutableDirectBuffer buffer)
    {
        return length(new CloseRequestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .sessionId(0x0101).correlationId(0x0202));
    }

    private static int ping(final MutableDirectBuffer buffer)
    {
        return length(new PingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(0x0101));
    }

    private static int statusRequest(final MutableDirectBuffer buffer)
    {
        return length(new StatusRequestEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(0x0101));
    }

    private static int connectResponse(final MutableDirectBuffer buffer)
    {
        return length(new ConnectResponseEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(0x0101).sessionId(0x0202).term(0x0303).lastSequence(0x0404).memberId(0x0505)
            .leaderId(0x0606).commandLengthMax(0x0707).sessionWindow(0x0808).code(ConnectCode.SESSION_LIMIT));
    }

    private static int commandReply(final MutableDirectBuffer buffer)
    {
        return length(new CommandReplyEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .sessionId(0x0101).sequence(0x0202).index(0x0303).term(0x0404).leaderId(0x0505)
            .outcome(OutcomeCode.INDETERMINATE).putResult(BYTES, 0, BYTES.length));
    }

    private static int leaderEvent(final MutableDirectBuffer buffer)
    {
        return length(new LeaderEventEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .sessionId(0x0101).term(0x0202).appendedSequence(0x0303).leaderId(0x0404));
    }

    private static int pong(final MutableDirectBuffer buffer)
    {
        return length(new PongEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(0x0101).term(0x0202).leaderId(0x0303).memberId(0x0404));
    }

    private static int statusResponse(final MutableDirectBuffer buffer)
    {
        final StatusResponseEncoder encoder =
            new StatusResponseEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(0x0101).clusterId(0x0202).term(0x0303).commitIndex(0x0404).appliedIndex(0x0505)
            .lastIndex(0x0606).syncedIndex(0x0707).stateDigest(0x0808).memberId(0x0909).leaderId(0x0A0A)
            .sessionCount(0x0B0B).role(RoleCode.LEADER);
        encoder.peersCount(2)
            .next().matchIndex(0x0101).lastContactNs(0x0202).memberId(0x0303).progress(ProgressCode.PROBE)
            .next().matchIndex(0x0404).lastContactNs(0x0505).memberId(0x0606).progress(ProgressCode.SNAPSHOT);
        return length(encoder);
    }
}
