package io.balsa.simulation.network;

import io.balsa.consensus.port.PeerTransport;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.SplittableRandom;

/** Three members on a network. */
final class PeerFixture
{
    static final int MEMBERS = 3;
    static final long CLUSTER_ID = 7;

    final TestKernel kernel = new TestKernel();
    final UnsafeBuffer entries = new UnsafeBuffer(new byte[256]);
    final LinkSettings settings = new LinkSettings().capacity(1_000_000);
    final SimPeerTransport[] transports = new SimPeerTransport[MEMBERS];
    final PeerRecorder[] handlers = new PeerRecorder[MEMBERS];
    final SimNetwork network;

    PeerFixture()
    {
        this(1, NetworkObserver.NONE);
    }

    PeerFixture(final long seed, final NetworkObserver observer)
    {
        network = new SimNetwork(
            new SplittableRandom(seed),
            new NetworkSettings(settings, new LinkSettings(), NetworkSettings.FRAMES_LENGTH_MAX_DEFAULT),
            kernel,
            observer,
            MEMBERS);
        for (int i = 0; i < MEMBERS; i++)
        {
            start(i);
        }
    }

    void start(final int memberId)
    {
        network.onProcessStart(memberId);
        transports[memberId] = new SimPeerTransport(
            network, CLUSTER_ID, memberId, new int[]{(memberId + 1) % MEMBERS, (memberId + 2) % MEMBERS});
        handlers[memberId] = new PeerRecorder();
    }

    void restart(final int memberId)
    {
        network.onProcessEnd(memberId);
        start(memberId);
    }

    int heartbeat(final int from, final int to, final long term)
    {
        return transports[from].sendHeartbeat(to, term, 2, 3);
    }

    int append(final int from, final int to, final long prevLogIndex)
    {
        return transports[from].sendAppendEntries(to, 5, prevLogIndex, 4, 3, 2, 0, entries, 0, 128);
    }

    int poll(final int memberId)
    {
        return transports[memberId].poll(handlers[memberId], 100_000);
    }

    /** As many heartbeats with rising terms as asked for, and time for them to arrive. */
    void heartbeats(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            while (heartbeat(0, 1, i) != PeerTransport.SENT)
            {
                kernel.advance(TestKernel.MS);
            }
            kernel.advance(TestKernel.MS / 100);
        }
        kernel.advance(100 * TestKernel.MS);
        poll(1);
    }
}
