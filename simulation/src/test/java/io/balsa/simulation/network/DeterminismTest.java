package io.balsa.simulation.network;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DeterminismTest
{
    private static final int SEEDS = 12;

    private static final class Hash implements NetworkObserver
    {
        private long value;

        private void add(final long part)
        {
            value = (value ^ part) * 0x9E37_79B9_7F4A_7C15L;
            value ^= value >>> 32;
        }

        private void add(final int from, final int to, final LinkStream stream)
        {
            add(from);
            add(to);
            add(stream.position);
        }

        @Override
        public void onSend(
            final int from,
            final int to,
            final LinkStream stream,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            add(from, to, stream);
            for (int i = 0; i < length; i++)
            {
                add(buffer.getByte(offset + i));
            }
        }

        @Override
        public void onDeliver(
            final int from,
            final int to,
            final LinkStream stream,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            onSend(from, to, stream, buffer, offset, length);
        }

        @Override
        public void onFault(final NetworkFault fault, final int from, final int to, final LinkStream stream)
        {
            add(from, to, stream);
            add(fault.name().length());
        }
    }

    private static long hashOfPeers(final long seed)
    {
        final Hash hash = new Hash();
        final PeerFixture fixture = new PeerFixture(seed, hash);
        final SplittableRandom random = new SplittableRandom(seed);
        fixture.network.settings(NetworkSettings.draw(random.split()));
        for (int i = 0; i < 1_000; i++)
        {
            step(fixture, random);
            fixture.kernel.advance(random.nextLong(TestKernel.MS));
        }
        hash.add(fixture.network.deliveredCount());
        return hash.value;
    }

    private static void step(final PeerFixture fixture, final SplittableRandom random)
    {
        final int from = random.nextInt(PeerFixture.MEMBERS);
        final int to = (from + 1 + random.nextInt(PeerFixture.MEMBERS - 1)) % PeerFixture.MEMBERS;
        switch (random.nextInt(40))
        {
            case 0 -> fixture.network.block(from, to, random.nextBoolean());
            case 1 -> fixture.restart(from);
            case 2 -> fixture.network.heal();
            case 3, 4, 5, 6, 7, 8 -> fixture.poll(from);
            case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 -> fixture.append(from, to, random.nextInt(100));
            default -> fixture.heartbeat(from, to, random.nextInt(100));
        }
    }

    private static long hashOfClients(final long seed)
    {
        final Hash hash = new Hash();
        final ClientFixture fixture = new ClientFixture(seed, hash);
        final SplittableRandom random = new SplittableRandom(seed);
        fixture.network.settings(NetworkSettings.draw(random.split()));
        for (int i = 0; i < 20; i++)
        {
            fixture.lead(random.nextInt(ClientFixture.MEMBERS));
            fixture.offer(random.nextInt(50));
            fixture.run(50);
        }
        hash.add(fixture.replies.size());
        return hash.value;
    }

    @Test
    void shouldDoTheSameForTheSameSeed()
    {
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            assertEquals(hashOfPeers(seed), hashOfPeers(seed), "seed " + seed);
            assertNotEquals(hashOfPeers(seed), hashOfPeers(seed + SEEDS), "seed " + seed);
            assertEquals(hashOfClients(seed), hashOfClients(seed), "seed " + seed);
        }
    }

    @Test
    void shouldDrawEveryKindOfNetwork()
    {
        final SplittableRandom random = new SplittableRandom(1);
        int reliable = 0;
        int lossless = 0;
        for (int i = 0; i < 1_000; i++)
        {
            final LinkSettings drawn = NetworkSettings.draw(random).members();
            reliable += drawn.model() == LinkModel.RELIABLE ? 1 : 0;
            lossless += drawn.lossRate() == 0 ? 1 : 0;
            assertTrue(drawn.capacity() >= 2 && drawn.lossRate() <= 0.3 && drawn.delayMinNs() > 0);
        }
        assertEquals(333.0, reliable, 60.0);
        assertEquals(500.0, lossless, 60.0);
    }
}
