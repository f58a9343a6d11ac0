package io.balsa.consensus.agent;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.core.EntriesRequest;
import io.balsa.consensus.core.PeerOutbox;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.port.RaftLog;

/**
 * Gives entries back to peers whose logs are damaged, in any role. Each request is answered with one message: what a
 * peer may cost in a duty cycle is bounded, and nothing is remembered of it.
 */
final class EntriesServer
{
    private final RaftCore core;
    private final RaftLog log;
    private final PeerTransport transport;
    private final LogView view = new LogView();

    EntriesServer(final RaftCore core, final RaftLog log, final PeerTransport transport)
    {
        this.core = core;
        this.log = log;
        this.transport = transport;
    }

    int serve()
    {
        int workCount = 0;
        for (int slot = 0; slot < core.memberCount(); slot++)
        {
            final PeerOutbox outbox = core.outbox(slot);
            if (outbox.entriesRequest().isPending())
            {
                workCount += answer(outbox.peerId(), outbox.entriesRequest());
            }
        }
        return workCount;
    }

    private int answer(final int peerId, final EntriesRequest request)
    {
        final EntriesStatus status = request.status(log);
        final boolean isDone =
            status == EntriesStatus.FRAMES ? sendFrames(peerId, request) : sendNo(peerId, request, status);
        if (isDone)
        {
            request.onAnswered();
        }
        return isDone ? 1 : 0;
    }

    /** A member that has lost entries itself does not know whether it had these: its no would prove nothing. */
    private boolean sendNo(final int peerId, final EntriesRequest request, final EntriesStatus status)
    {
        return core.isFenced() || send(peerId, request, status, 0, 0);
    }

    /** Damage of this member's own log is kept to itself: what does not hold is not sent. */
    private boolean sendFrames(final int peerId, final EntriesRequest request)
    {
        final int lengthMax = transport.framesLengthMax();
        if (!log.read(request.index(), lengthMax, view))
        {
            return true;
        }
        final int length = view.length();
        if (length > lengthMax || request.frameOffset() > 0)
        {
            return sendPiece(peerId, request, lengthMax);
        }
        return !log.verify(view.buffer(), 0, length) || send(peerId, request, EntriesStatus.FRAMES, 0, length);
    }

    /**
     * Who asks checks the whole when the last piece has come. To do so here for each of them would take time that grows
     * with the square of the length.
     */
    private boolean sendPiece(final int peerId, final EntriesRequest request, final int lengthMax)
    {
        final int offset = request.frameOffset();
        final int frameLength = EntryFrame.alignedLength(EntryFrame.frameLength(view.buffer(), 0));
        return offset >= frameLength ||
            send(peerId, request, EntriesStatus.FRAMES, offset, Math.min(lengthMax, frameLength - offset));
    }

    private boolean send(
        final int peerId, final EntriesRequest request, final EntriesStatus status, final int offset, final int length)
    {
        return transport.sendEntriesResponse(
            peerId,
            request.repairId(),
            request.index(),
            request.frameOffset(),
            status,
            view.buffer(),
            offset,
            length) != PeerTransport.BACK_PRESSURED;
    }
}
