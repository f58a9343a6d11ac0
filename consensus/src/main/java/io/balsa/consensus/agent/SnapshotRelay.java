package io.balsa.consensus.agent;

import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.SnapshotRules;
import io.balsa.consensus.core.WantedSnapshot;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.snapshot.SnapshotCapture;
import io.balsa.consensus.snapshot.SnapshotInstall;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.transfer.TransferLink;
import org.agrona.DirectBuffer;

import java.util.Objects;

/**
 * The duty cycle's side of the transfer of snapshots: carries messages between the peers and the transfer agent, so
 * many in a cycle, and puts a state in place that was made ready. It waits for nothing and opens no file.
 */
final class SnapshotRelay implements TransferLink.Outbound
{
    /** Most messages about bytes of snapshots that are sent in one duty cycle. */
    static final int MESSAGES_PER_CYCLE_MAX = 16;

    /** How long a peer that does not take its bytes holds up those of others. */
    static final long BLOCKED_MAX_NS = 20_000_000L;

    private final RaftCore core;
    private final SnapshotRules rules;
    private final PeerTransport transport;
    private final TransferLink link;
    private final SnapshotInstall install;
    private final SnapshotCapture capture;
    private final ReplicatedState state;
    private final ConsensusListener listener;
    private long nowNs;
    private long blockedNs;
    private boolean isBlocked;

    SnapshotRelay(
        final RaftCore core,
        final PeerTransport transport,
        final TransferLink link,
        final SnapshotInstall install,
        final SnapshotCapture capture,
        final ReplicatedState state,
        final ConsensusListener listener)
    {
        this.core = core;
        this.rules = core.snapshots();
        this.transport = transport;
        this.link = link;
        this.install = install;
        this.capture = capture;
        this.state = state;
        this.listener = listener;
    }

    /** What has become ready takes effect before anything else is decided in this cycle. */
    int install()
    {
        if (!install.isReady())
        {
            return 0;
        }
        final SnapshotMetadata metadata = install.metadata();
        if (rules.isNews(metadata.id().index()))
        {
            if (capture != null)
            {
                capture.onInstall(metadata.id());
            }
            state.swap(install.state());
            rules.onInstalled(metadata.id().index(), metadata.id().term(), metadata.clusterTimeNs());
            listener.onSnapshotInstalled(metadata.id().index());
        }
        install.onTaken();
        return 1;
    }

    int relay(final long newNowNs)
    {
        nowNs = newNowNs;
        final WantedSnapshot wanted = rules.wanted();
        if (wanted.isPending() && link.offer(
            wanted.leaderId(), wanted.index(), wanted.term(), wanted.checksum(), wanted.manifestLength(),
            wanted.length()))
        {
            wanted.onTaken();
        }
        if (!Objects.equals(link.newest(), rules.newest()))
        {
            rules.onPublished(link.newest());
        }
        rules.onHeld(link.heldFrom());
        return core.isTermStatePending() ? 0 : link.send(this, MESSAGES_PER_CYCLE_MAX);
    }

    void onRequest(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final int length)
    {
        // Where there is no room the peer asks again.
        link.request(peerId, index, term, checksum, position, length);
    }

    boolean onChunk(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        return length > link.chunkLengthMax() ||
            link.chunk(peerId, index, term, checksum, position, bytes, offset, length);
    }

    @Override
    public boolean onRequestDue(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final int length)
    {
        return isDone(transport.sendSnapshotRequest(peerId, index, term, checksum, position, length));
    }

    @Override
    public boolean onChunkDue(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        return isDone(
            transport.sendSnapshotChunk(peerId, index, term, checksum, position, bytes, offset, length));
    }

    /** What cannot leave for long is dropped: who wants it asks again. */
    private boolean isDone(final int result)
    {
        if (result != PeerTransport.BACK_PRESSURED)
        {
            isBlocked = false;
            return true;
        }
        if (!isBlocked)
        {
            isBlocked = true;
            blockedNs = nowNs;
        }
        if (nowNs - blockedNs < BLOCKED_MAX_NS)
        {
            return false;
        }
        isBlocked = false;
        return true;
    }
}
