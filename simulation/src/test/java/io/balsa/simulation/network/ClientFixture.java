package io.balsa.simulation.network;

import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.ClientSession;
import io.balsa.client.Outcome;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Two members and a client that is the real one. */
final class ClientFixture implements ClientListener
{
    static final int MEMBERS = 2;
    static final int CLIENT = 2;
    static final int COMMAND_LENGTH_MAX = 100;
    static final int WINDOW = 16;

    final TestKernel kernel = new TestKernel();
    final LinkSettings settings = new LinkSettings();
    final EchoMember[] members = new EchoMember[MEMBERS];
    final List<String> replies = new ArrayList<>();
    final UnsafeBuffer command = new UnsafeBuffer(new byte[1024]);
    final SimNetwork network;
    SimIngress ingress;
    ClientSession session;
    boolean isClientPolling = true;

    ClientFixture()
    {
        this(1, NetworkObserver.NONE);
    }

    ClientFixture(final long seed, final NetworkObserver observer)
    {
        network = new SimNetwork(
            new SplittableRandom(seed),
            new NetworkSettings(new LinkSettings(), settings, NetworkSettings.FRAMES_LENGTH_MAX_DEFAULT),
            kernel,
            observer,
            MEMBERS + 1);
        for (int i = 0; i < MEMBERS; i++)
        {
            startMember(i);
        }
        startClient();
    }

    void startMember(final int memberId)
    {
        network.onProcessStart(memberId);
        members[memberId] = new EchoMember(memberId);
        members[memberId].transport =
            new SimClientTransport(network, memberId, new int[]{CLIENT}, COMMAND_LENGTH_MAX, WINDOW);
    }

    void startClient()
    {
        network.onProcessStart(CLIENT);
        ingress = new SimIngress(network, PeerFixture.CLUSTER_ID, CLIENT, new int[]{0, 1});
        final ClientContext context =
            new ClientContext().listener(this).randomSeed(3).commandLengthMax(1024).pendingBytesMax(64 * 1024);
        session = new ClientSession(context, ingress, kernel.nowNs());
    }

    void lead(final int memberId)
    {
        for (final EchoMember member : members)
        {
            member.isLeader = member.memberId == memberId;
            member.leaderId = memberId;
        }
    }

    void run(final long ms)
    {
        final int stepsInMs = 4;
        for (long i = 0; i < ms * stepsInMs; i++)
        {
            kernel.advance(TestKernel.MS / stepsInMs);
            for (final EchoMember member : members)
            {
                if (network.isUp(member.memberId))
                {
                    member.transport.poll(member, 10);
                }
            }
            if (isClientPolling && network.isUp(CLIENT))
            {
                session.onPoll(kernel.nowNs());
                ingress.poll(session, 10);
                session.doWork();
            }
        }
    }

    long offer(final int length)
    {
        return session.offer(command, 0, length);
    }

    List<String> takeReplies()
    {
        final List<String> taken = List.copyOf(replies);
        replies.clear();
        return taken;
    }

    @Override
    public void onReply(
        final long correlationId,
        final Outcome outcome,
        final long index,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        replies.add(correlationId + " " + outcome + " " + index + " length " + length);
    }
}
