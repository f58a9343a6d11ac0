package io.balsa.simulation.network;

import io.balsa.consensus.port.PeerHandler;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TopologyTest
{
    private static final int MEMBERS = 5;

    private final TestKernel kernel = new TestKernel();
    private final SimNetwork network = new SimNetwork(
        new SplittableRandom(1),
        new NetworkSettings(
            new LinkSettings().model(LinkModel.ORDERED).detectMeanNs(Long.MAX_VALUE >> 8), new LinkSettings(), 1024),
        kernel,
        NetworkObserver.NONE,
        MEMBERS);
    private final Topology topology = new Topology(network, MEMBERS);
    private final SimPeerTransport[] transports = new SimPeerTransport[MEMBERS];

    TopologyTest()
    {
        for (int i = 0; i < MEMBERS; i++)
        {
            network.onProcessStart(i);
            final int[] peerIds = new int[MEMBERS - 1];
            for (int peer = 0; peer < peerIds.length; peer++)
            {
                peerIds[peer] = peer < i ? peer : peer + 1;
            }
            transports[i] = new SimPeerTransport(network, 1, i, peerIds);
        }
    }

    /** One letter for each direction, a row for each sender: x where it is heard. */
    private String reach()
    {
        final StringBuilder text = new StringBuilder();
        for (int from = 0; from < MEMBERS; from++)
        {
            for (int to = 0; to < MEMBERS; to++)
            {
                if (from != to)
                {
                    transports[from].sendHeartbeat(to, 1, 2, 3);
                    kernel.advance(100 * TestKernel.MS);
                    final PeerHandler handler = new PeerRecorder();
                    text.append(transports[to].poll(handler, 100) > 0 ? 'x' : '.');
                }
                else
                {
                    text.append('-');
                }
            }
            text.append(from < MEMBERS - 1 ? " " : "");
        }
        return text.toString();
    }

    @Test
    void shouldShapeWhoReachesWhom()
    {
        assertEquals("-xxxx x-xxx xx-xx xxx-x xxxx-", reach());
        topology.isolate(1, false, false);
        assertEquals("-.xxx .-... x.-xx x.x-x x.xx-", reach());
        topology.isolate(1, true, false);
        assertEquals("-.xxx x-xxx x.-xx x.x-x x.xx-", reach());
        topology.isolate(1, false, true);
        assertEquals("-xxxx .-... xx-xx xxx-x xxxx-", reach());
        topology.ring();
        assertEquals("-x..x x-x.. .x-x. ..x-x x..x-", reach());
        topology.chain();
        assertEquals("-x... x-x.. .x-x. ..x-x ...x-", reach());
        topology.star(2);
        assertEquals("-.x.. .-x.. xx-xx ..x-. ..x.-", reach());
        topology.partition(new int[]{0, 0, 1, 1, Topology.ALL_SIDES}, true);
        assertEquals("-x..x x-..x ..-xx ..x-x xxxx-", reach());
        topology.partition(new int[]{0, 0, 1, 1}, false);
        assertEquals("-x..x x-..x xx-xx xxx-x xxxx-", reach());
        topology.full();
        assertEquals("-xxxx x-xxx xx-xx xxx-x xxxx-", reach());
    }
}
