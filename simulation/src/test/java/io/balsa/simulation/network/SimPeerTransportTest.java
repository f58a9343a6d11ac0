package io.balsa.simulation.network;

import io.balsa.consensus.port.PeerTransport;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import static io.balsa.simulation.network.TestKernel.MS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SimPeerTransportTest
{
    private static final int COUNT = 1_000;

    private final PeerFixture fixture = new PeerFixture();
    private final TestKernel kernel = fixture.kernel;
    private final SimNetwork network = fixture.network;
    private final LinkSettings settings = fixture.settings;

    @Test
    void shouldCarryEveryMessage()
    {
        final PeerTransport sender = fixture.transports[0];
        assertEquals(PeerTransport.SENT, sender.sendVoteRequest(1, 5, 4, 3, true));
        assertEquals(PeerTransport.SENT, sender.sendVoteResponse(1, 5, 6, false, true));
        assertEquals(PeerTransport.SENT, sender.sendHeartbeat(1, 5, 9, 8));
        assertEquals(PeerTransport.SENT, sender.sendAppendResponse(1, 5, 11, 12, 13, -1, 14, 15));
        assertEquals(PeerTransport.SENT, fixture.append(0, 1, 4));
        assertEquals(0, fixture.poll(1), "nothing arrives at once");
        kernel.advance(10 * MS);
        assertEquals(5, kernel.arrivals[1]);
        assertEquals(5, fixture.poll(1));
        assertEquals(
            List.of("voteRequest 0 5 4 3 true", "voteResponse 0 5 6 false true", "heartbeat 0 5",
                "response 0 5 11 12 -1", "append 0 5 4 length 128"),
            fixture.handlers[1].calls);
        assertEquals(5, network.sentCount());
        assertEquals(5, network.deliveredCount());
        assertEquals(0, fixture.poll(2));
    }

    @Test
    void shouldRefuseMoreFramesThanFit()
    {
        assertEquals(8088, fixture.transports[0].framesLengthMax());
        assertThrows(IllegalArgumentException.class,
            () -> fixture.transports[0].sendAppendEntries(1, 5, 4, 4, 3, 2, 0, fixture.entries, 0, 8089));
    }

    private List<Long> received()
    {
        return fixture.handlers[1].terms;
    }

    private static boolean isSorted(final List<Long> terms)
    {
        final List<Long> sorted = new ArrayList<>(terms);
        Collections.sort(sorted);
        return sorted.equals(terms);
    }

    @Test
    void shouldLoseAndRepeatNothingOnReliableLinks()
    {
        settings.delayMeanNs(MS).lossRate(0.5).repeatRate(0.5).isDroppingWhenFull(true);
        fixture.heartbeats(COUNT);
        assertEquals(COUNT, received().size());
        assertTrue(isSorted(received()));
    }

    @Test
    void shouldKeepOrderOnOrderedLinksButLoseAndRepeat()
    {
        settings.model(LinkModel.ORDERED).delayMeanNs(MS).lossRate(0.3).repeatRate(0.3);
        fixture.heartbeats(COUNT);
        assertTrue(isSorted(received()));
        assertEquals(COUNT - network.count(NetworkFault.LOST) + network.count(NetworkFault.REPEATED),
            received().size());
        assertEquals(300.0, (double)network.count(NetworkFault.LOST), 60.0);
        assertEquals(300.0, (double)network.count(NetworkFault.REPEATED), 60.0);
    }

    @Test
    void shouldReorderOnArbitraryLinks()
    {
        settings.model(LinkModel.ARBITRARY).delayMeanNs(MS);
        fixture.heartbeats(COUNT);
        assertEquals(COUNT, received().size());
        assertFalse(isSorted(received()));
    }

    @Test
    void shouldPressBackWhenFullUntilPolled()
    {
        settings.capacity(2);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 1));
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 2));
        assertEquals(PeerTransport.BACK_PRESSURED, fixture.heartbeat(0, 1, 3));
        assertEquals(PeerTransport.SENT, fixture.append(0, 1, 4), "another stream has room of its own");
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 2, 3), "another peer has room of its own");
        kernel.advance(10 * MS);
        assertEquals(PeerTransport.BACK_PRESSURED, fixture.heartbeat(0, 1, 3));
        fixture.poll(1);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 3));
        assertEquals(2, network.count(NetworkFault.REFUSED_FULL));
    }

    @Test
    void shouldDropWhenFullWhereToldTo()
    {
        settings.model(LinkModel.ORDERED).capacity(2).isDroppingWhenFull(true);
        for (int i = 0; i < 5; i++)
        {
            assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, i));
        }
        kernel.advance(10 * MS);
        fixture.poll(1);
        assertEquals(List.of(0L, 1L), received());
        assertEquals(3, network.count(NetworkFault.LOST_FULL));
    }

    @Test
    void shouldDropNothingOnReliableLinks()
    {
        settings.capacity(1).isDroppingWhenFull(true);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 1));
        assertEquals(PeerTransport.BACK_PRESSURED, fixture.heartbeat(0, 1, 2));
    }

    @Test
    void shouldRefuseByChance()
    {
        settings.refuseRate(0.5);
        int refused = 0;
        for (int i = 0; i < COUNT; i++)
        {
            refused += fixture.heartbeat(0, 1, i) == PeerTransport.BACK_PRESSURED ? 1 : 0;
        }
        assertEquals(500.0, refused, 60.0);
        assertEquals(refused, network.count(NetworkFault.REFUSED_BY_CHANCE));
    }

    @Test
    void shouldHoldUpAllOfAClog()
    {
        network.clog(0, 1, LinkStream.CONTROL, 50 * MS);
        for (int i = 0; i < 5; i++)
        {
            fixture.heartbeat(0, 1, i);
        }
        fixture.append(0, 1, 4);
        kernel.advance(49 * MS);
        assertEquals(1, fixture.poll(1), "the other stream goes on");
        kernel.advance(MS);
        assertEquals(5, fixture.poll(1));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), received());
    }

    @Test
    void shouldClogByChance()
    {
        settings.clogRate(0.1).clogMeanNs(MS);
        fixture.heartbeats(COUNT);
        assertTrue(network.count(NetworkFault.CLOGGED) > 10);
        assertEquals(COUNT, received().size());
    }

    @Test
    void shouldLoseWhatIsUnderWayWhenClosed()
    {
        fixture.heartbeat(0, 1, 1);
        network.close(0, 1, LinkStream.CONTROL, 50 * MS);
        assertEquals(PeerTransport.NOT_CONNECTED, fixture.heartbeat(0, 1, 2));
        kernel.advance(50 * MS);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 3));
        kernel.advance(50 * MS);
        fixture.poll(1);
        assertEquals(List.of(3L), received());
        assertEquals(1, network.count(NetworkFault.LOST_CLOSED));
    }

    @Test
    void shouldCloseByChanceInAnyOrder()
    {
        settings.model(LinkModel.ARBITRARY).closeRate(0.05).closeMeanNs(MS);
        fixture.heartbeats(COUNT);
        assertTrue(network.count(NetworkFault.CLOSED) > 10);
        assertEquals(COUNT - network.count(NetworkFault.LOST_CLOSED), received().size());
        assertNotEquals(COUNT, received().size());
    }

    @Test
    void shouldGiveEntriesAgainBeforeAnyOtherOfThatSender()
    {
        fixture.append(0, 1, 1);
        fixture.append(0, 1, 2);
        fixture.append(2, 1, 3);
        fixture.heartbeat(0, 1, 9);
        kernel.advance(10 * MS);
        final PeerRecorder handler = fixture.handlers[1];
        handler.refusedSenderId = 0;
        assertEquals(2, fixture.poll(1));
        assertEquals(List.of("heartbeat 0 9", "append 2 5 3 length 128"), handler.takeCalls());
        handler.refusedSenderId = -1;
        fixture.poll(1);
        assertEquals(List.of("append 0 5 1 length 128", "append 0 5 2 length 128"), handler.takeCalls());
        assertEquals(1, network.count(NetworkFault.REDELIVERED));
        assertEquals(4, network.deliveredCount(), "a message is told of once");
    }

    @Test
    void shouldTakeTurnsWithinTheLimit()
    {
        for (int i = 0; i < 10; i++)
        {
            fixture.append(0, 1, i);
            fixture.append(2, 1, i);
        }
        kernel.advance(10 * MS);
        final PeerRecorder handler = fixture.handlers[1];
        assertEquals(4, fixture.transports[1].poll(handler, 4));
        assertEquals(4, fixture.transports[1].poll(handler, 4));
        assertEquals(4, handler.takeCalls().stream().filter((call) -> call.startsWith("append 0")).count());
    }

    @Test
    void shouldFlipBitsWithinEntriesForTheirReceiverToTell()
    {
        settings.corruptRate(1);
        for (int i = 0; i < COUNT; i++)
        {
            fixture.append(0, 1, 4);
        }
        kernel.advance(10 * MS);
        assertEquals(COUNT, fixture.poll(1));
        final long passedOn = network.count(NetworkFault.FRAMES_CORRUPTED);
        assertTrue(passedOn > COUNT / 4);
        assertEquals(passedOn, fixture.handlers[1].calls.size());
        assertEquals(Set.of("append 0 5 4 length 128"), Set.copyOf(fixture.handlers[1].calls));
        for (final byte[] received : fixture.handlers[1].frames)
        {
            int flippedBits = 0;
            for (final byte value : received)
            {
                flippedBits += Integer.bitCount(value & 0xFF);
            }
            assertEquals(1, flippedBits);
        }
        assertArrayEquals(new byte[256], fixture.entries.byteArray(), "the sender's own bytes stay");
    }

    @Test
    void shouldFlipBitsOfAllElseSoThatDecodersTell()
    {
        settings.corruptRate(1);
        sendEachKind();
        final long passedOn = network.count(NetworkFault.FRAMES_CORRUPTED);
        assertEquals(passedOn, fixture.handlers[1].calls.size());
        assertEquals(5 * COUNT - passedOn, network.count(NetworkFault.HEADER_CORRUPTED));
        assertTrue(fixture.transports[1].counters().damagedCount() > 3 * COUNT);
    }

    private void sendEachKind()
    {
        final PeerTransport sender = fixture.transports[0];
        for (int i = 0; i < COUNT; i++)
        {
            sender.sendVoteRequest(1, 5, 4, 3, true);
            sender.sendVoteResponse(1, 5, 6, false, true);
            sender.sendHeartbeat(1, 5, 9, 8);
            sender.sendAppendResponse(1, 5, 11, 12, 13, -1, 14, 15);
            fixture.append(0, 1, 4);
        }
        kernel.advance(10 * MS);
        assertEquals(5 * COUNT, fixture.poll(1));
    }

    @Test
    void shouldGarbleSoThatDecodersTell()
    {
        settings.garbleRate(1);
        sendEachKind();
        assertEquals(List.of(), fixture.handlers[1].calls);
        final SimPeerTransport receiver = fixture.transports[1];
        assertTrue(receiver.counters().malformedCount() > COUNT);
        assertTrue(receiver.counters().unknownTemplateCount() > COUNT / 4);
        assertTrue(receiver.counters().wrongClusterCount() > COUNT / 4);
        assertEquals(5 * COUNT, network.count(NetworkFault.TRUNCATED) + network.count(NetworkFault.RANDOMIZED) +
            network.count(NetworkFault.FOREIGN));
    }

    @Test
    void shouldDeliverAgainMuchLaterToAnyIncarnation()
    {
        settings.replayRate(1).replayMeanNs(1_000 * MS);
        fixture.heartbeat(0, 1, 1);
        kernel.advance(MS);
        fixture.poll(1);
        assertEquals(List.of(1L), received());
        fixture.restart(0);
        fixture.restart(1);
        kernel.advance(60_000 * MS);
        assertEquals(1, fixture.poll(1));
        assertEquals(List.of(1L), received(), "at the next incarnation");
        kernel.advance(60_000 * MS);
        assertEquals(0, fixture.poll(1), "and then never again");
        assertEquals(1, network.count(NetworkFault.REPLAYED));
    }

    @Test
    void shouldLetNothingLeaveWhereASenderIsToDie()
    {
        kernel.crashingNodeId = 0;
        assertThrows(TestKernel.CrashHere.class, () -> fixture.heartbeat(0, 1, 1));
        assertEquals(0, network.sentCount());
        assertEquals(PeerTransport.SENT, fixture.heartbeat(1, 2, 1));
    }

    @Test
    void shouldDoNothingOnceClosed()
    {
        fixture.heartbeat(0, 1, 1);
        kernel.advance(MS);
        fixture.transports[1].close();
        assertEquals(0, fixture.poll(1));
        assertEquals(PeerTransport.NOT_CONNECTED, fixture.heartbeat(1, 0, 1));
    }
}
