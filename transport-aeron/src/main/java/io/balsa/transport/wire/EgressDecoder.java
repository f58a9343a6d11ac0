package io.balsa.transport.wire;

import io.balsa.codecs.wire.CommandReplyDecoder;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.ConnectResponseDecoder;
import io.balsa.codecs.wire.LeaderEventDecoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.PongDecoder;
import io.balsa.codecs.wire.StatusResponseDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads the messages of members. Nothing is decoded before its size is checked; what fails, or names an outcome that
 * this release does not know, costs a count.
 */
public final class EgressDecoder
{
    private final WireHeader header = new WireHeader();
    private final CommandReplyDecoder commandReply = new CommandReplyDecoder();
    private final PongDecoder pong = new PongDecoder();
    private final LeaderEventDecoder leaderEvent = new LeaderEventDecoder();
    private final ConnectResponseDecoder connectResponse = new ConnectResponseDecoder();
    private final StatusResponseDecoder statusResponse = new StatusResponseDecoder();
    private long droppedCount;

    /** Create a decoder. */
    public EgressDecoder()
    {
    }

    /**
     * Messages that were not understood.
     *
     * @return count since the start.
     */
    public long droppedCount()
    {
        return droppedCount;
    }

    /** A message is longer than any member sends. */
    public void onOverlongMessage()
    {
        droppedCount++;
    }

    /**
     * Check a message and pass it on, or drop it.
     *
     * @param handler to pass it to.
     * @param source  the connection it came over.
     * @param buffer  that holds the message, borrowed for the call.
     * @param offset  of the message in bytes.
     * @param length  of the message in bytes.
     */
    public void onMessage(
        final EgressHandler handler,
        final long source,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final boolean isTaken = header.wrap(buffer, offset, length) && switch (header.templateId())
        {
            case CommandReplyDecoder.TEMPLATE_ID -> onCommandReply(handler, source, buffer);
            case PongDecoder.TEMPLATE_ID -> onPong(handler, source, buffer);
            case LeaderEventDecoder.TEMPLATE_ID -> onLeaderEvent(handler, source, buffer);
            case ConnectResponseDecoder.TEMPLATE_ID -> onConnectResponse(handler, source, buffer);
            case StatusResponseDecoder.TEMPLATE_ID -> onStatusResponse(handler, buffer, offset + length);
            default -> false;
        };
        if (!isTaken)
        {
            droppedCount++;
        }
    }

    private boolean onCommandReply(final EgressHandler handler, final long source, final DirectBuffer buffer)
    {
        if (!header.hasBlock(CommandReplyDecoder.BLOCK_LENGTH))
        {
            return false;
        }
        final int resultLength = header.varDataLength();
        if (resultLength < 0)
        {
            return false;
        }
        commandReply.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        final OutcomeCode outcome = commandReply.outcome();
        if (outcome == OutcomeCode.NULL_VAL || outcome == OutcomeCode.SBE_UNKNOWN)
        {
            return false;
        }
        handler.onCommandReply(
            source,
            commandReply.sessionId(),
            commandReply.sequence(),
            commandReply.index(),
            commandReply.leaderId(),
            outcome,
            buffer,
            header.varDataOffset(),
            resultLength);
        return true;
    }

    private boolean onPong(final EgressHandler handler, final long source, final DirectBuffer buffer)
    {
        if (!header.hasBlock(PongDecoder.BLOCK_LENGTH))
        {
            return false;
        }
        pong.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        handler.onPong(source, pong.leaderId(), pong.memberId());
        return true;
    }

    private boolean onLeaderEvent(final EgressHandler handler, final long source, final DirectBuffer buffer)
    {
        if (!header.hasBlock(LeaderEventDecoder.BLOCK_LENGTH))
        {
            return false;
        }
        leaderEvent.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        handler.onLeaderEvent(source, leaderEvent.sessionId(), leaderEvent.leaderId());
        return true;
    }

    private boolean onConnectResponse(final EgressHandler handler, final long source, final DirectBuffer buffer)
    {
        if (!header.hasBlock(ConnectResponseDecoder.BLOCK_LENGTH))
        {
            return false;
        }
        connectResponse.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        final ConnectCode code = connectResponse.code();
        if (code == ConnectCode.NULL_VAL || code == ConnectCode.SBE_UNKNOWN)
        {
            return false;
        }
        handler.onConnectResponse(
            source,
            connectResponse.correlationId(),
            connectResponse.sessionId(),
            connectResponse.term(),
            connectResponse.memberId(),
            connectResponse.leaderId(),
            connectResponse.commandLengthMax(),
            connectResponse.sessionWindow(),
            code);
        return true;
    }

    private boolean onStatusResponse(final EgressHandler handler, final DirectBuffer buffer, final int endOffset)
    {
        if (!header.hasBlock(StatusResponseDecoder.BLOCK_LENGTH))
        {
            return false;
        }
        final int peersOffset = header.blockOffset() + header.blockLength();
        final int peersHeaderLength = StatusResponseDecoder.PeersDecoder.sbeHeaderSize();
        if (peersOffset + peersHeaderLength > endOffset)
        {
            return false;
        }
        final int peerLength = buffer.getShort(peersOffset, StatusResponseDecoder.BYTE_ORDER) & 0xFFFF;
        final int peerCount = buffer.getShort(peersOffset + Short.BYTES, StatusResponseDecoder.BYTE_ORDER) & 0xFFFF;
        if (peerLength < StatusResponseDecoder.PeersDecoder.sbeBlockLength() ||
            (long)peerLength * peerCount > endOffset - peersOffset - peersHeaderLength)
        {
            return false;
        }
        statusResponse.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        handler.onStatus(statusResponse);
        return true;
    }
}
