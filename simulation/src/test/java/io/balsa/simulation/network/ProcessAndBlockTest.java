package io.balsa.simulation.network;

import io.balsa.consensus.port.PeerTransport;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static io.balsa.simulation.network.TestKernel.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ProcessAndBlockTest
{
    private static final long NEVER_NS = Long.MAX_VALUE >> 8;

    private final PeerFixture fixture = new PeerFixture();
    private final TestKernel kernel = fixture.kernel;
    private final SimNetwork network = fixture.network;
    private final LinkSettings settings = fixture.settings;

    private List<Long> receivedTerms(final int memberId)
    {
        fixture.poll(memberId);
        return fixture.handlers[memberId].terms;
    }

    @Test
    void shouldBlockOneDirection()
    {
        settings.model(LinkModel.ORDERED).detectMeanNs(NEVER_NS);
        network.block(0, 1, true);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 1));
        assertEquals(PeerTransport.SENT, fixture.heartbeat(1, 0, 2));
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 2, 3));
        kernel.advance(10 * MS);
        assertEquals(List.of(), receivedTerms(1));
        assertEquals(List.of(2L), receivedTerms(0));
        assertEquals(List.of(3L), receivedTerms(2));
        network.block(0, 1, false);
        kernel.advance(10 * MS);
        assertEquals(List.of(), receivedTerms(1), "lost for good");
        fixture.heartbeat(0, 1, 4);
        kernel.advance(10 * MS);
        assertEquals(List.of(4L), receivedTerms(1));
    }

    @ParameterizedTest
    @EnumSource(value = LinkModel.class, names = "RELIABLE", mode = EnumSource.Mode.EXCLUDE)
    void shouldLoseWhatIsUnderWayWhenBlocked(final LinkModel model)
    {
        settings.model(model).detectMeanNs(NEVER_NS);
        fixture.heartbeat(0, 1, 1);
        network.block(0, 1, true);
        kernel.advance(10 * MS);
        network.block(0, 1, false);
        kernel.advance(10 * MS);
        assertEquals(List.of(), receivedTerms(1));
        assertEquals(1, network.count(NetworkFault.LOST_BLOCKED));
    }

    @Test
    void shouldPressBackWhenNobodyAnswersForLong()
    {
        settings.model(LinkModel.ORDERED).detectMeanNs(NEVER_NS).capacity(2);
        network.block(0, 1, true);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 1));
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 2));
        assertEquals(PeerTransport.BACK_PRESSURED, fixture.heartbeat(0, 1, 3));
        network.block(0, 1, false);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 3));
    }

    @Test
    void shouldHoldUpAReliableLinkWhileBlocked()
    {
        settings.detectMeanNs(NEVER_NS);
        fixture.heartbeat(0, 1, 1);
        network.block(0, 1, true);
        fixture.heartbeat(0, 1, 2);
        kernel.advance(1_000 * MS);
        assertEquals(List.of(), receivedTerms(1));
        network.block(0, 1, false);
        kernel.advance(0);
        assertEquals(List.of(1L, 2L), receivedTerms(1));
    }

    @Test
    void shouldEndAReliableLinkThatIsBlockedForLong()
    {
        settings.detectMeanNs(MS);
        network.block(0, 1, true);
        fixture.heartbeat(0, 1, 1);
        kernel.advance(1_000 * MS);
        assertEquals(PeerTransport.NOT_CONNECTED, fixture.heartbeat(0, 1, 2));
        network.block(0, 1, false);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 3));
        kernel.advance(10 * MS);
        assertEquals(List.of(3L), receivedTerms(1));
        assertEquals(1, network.count(NetworkFault.LOST_CLOSED));
    }

    @Test
    void shouldEndAReliableLinkAlsoWhereNobodySentMeanwhile()
    {
        settings.detectMeanNs(MS);
        fixture.heartbeat(0, 1, 1);
        network.block(0, 1, true);
        kernel.advance(1_000 * MS);
        network.block(0, 1, false);
        kernel.advance(10 * MS);
        assertEquals(List.of(), receivedTerms(1));
    }

    @Test
    void shouldLoseTheInboxOfAProcessThatEnds()
    {
        fixture.heartbeat(0, 1, 1);
        kernel.advance(10 * MS);
        fixture.restart(1);
        assertEquals(List.of(), receivedTerms(1));
        assertEquals(1, network.count(NetworkFault.LOST_RECEIVER));
    }

    @ParameterizedTest
    @EnumSource(LinkModel.class)
    void shouldLoseWhatIsUnderWayToAProcessThatEnds(final LinkModel model)
    {
        settings.model(model).surviveRate(0);
        fixture.heartbeat(0, 1, 1);
        fixture.restart(1);
        kernel.advance(10 * MS);
        assertEquals(List.of(), receivedTerms(1));
        assertEquals(1, network.count(NetworkFault.LOST_RECEIVER));
    }

    @ParameterizedTest
    @EnumSource(LinkModel.class)
    void shouldGiveWhatIsUnderWayToTheNextIncarnation(final LinkModel model)
    {
        settings.model(model).surviveRate(1);
        fixture.heartbeat(0, 1, 1);
        network.onProcessEnd(1);
        kernel.advance(10 * MS);
        fixture.start(1);
        fixture.heartbeat(0, 1, 2);
        kernel.advance(10 * MS);
        assertEquals(List.of(1L, 2L), receivedTerms(1));
        assertEquals(1, network.count(NetworkFault.GIVEN_TO_NEXT_INCARNATION));
    }

    @Test
    void shouldStillCarryWhatADeadProcessHadSent()
    {
        fixture.heartbeat(0, 1, 1);
        fixture.restart(0);
        fixture.heartbeat(0, 1, 2);
        kernel.advance(10 * MS);
        assertEquals(List.of(1L, 2L), receivedTerms(1));
    }

    @Test
    void shouldNoticeThatNobodyIsThere()
    {
        settings.detectMeanNs(10 * MS);
        network.onProcessEnd(1);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 1));
        kernel.advance(1_000 * MS);
        assertEquals(PeerTransport.NOT_CONNECTED, fixture.heartbeat(0, 1, 2));
        fixture.start(1);
        assertEquals(PeerTransport.SENT, fixture.heartbeat(0, 1, 3));
        kernel.advance(10 * MS);
        assertEquals(List.of(3L), receivedTerms(1));
    }

    @Test
    void shouldEndTheLifeOfALinkWhoseReceiverWasAwayForLong()
    {
        settings.surviveRate(1).detectMeanNs(MS).delayMinNs(2_000 * MS);
        fixture.heartbeat(0, 1, 1);
        network.onProcessEnd(1);
        kernel.advance(1_000 * MS);
        fixture.start(1);
        kernel.advance(2_000 * MS);
        assertEquals(List.of(), receivedTerms(1));
        assertEquals(1, network.count(NetworkFault.LOST_CLOSED));
    }

    @Test
    void shouldIgnoreTheTransportOfADeadProcess()
    {
        final SimPeerTransport dead = fixture.transports[0];
        fixture.heartbeat(1, 0, 1);
        kernel.advance(10 * MS);
        network.onProcessEnd(0);
        assertEquals(PeerTransport.NOT_CONNECTED, dead.sendHeartbeat(1, 1, 2, 3));
        fixture.start(0);
        fixture.heartbeat(1, 0, 2);
        kernel.advance(10 * MS);
        assertEquals(PeerTransport.NOT_CONNECTED, dead.sendHeartbeat(1, 1, 2, 3));
        assertEquals(0, dead.poll(new PeerRecorder(), 100));
        assertEquals(List.of(2L), receivedTerms(0));
        assertEquals(List.of(), receivedTerms(1));
    }

    @Test
    void shouldNotGiveBackToAProcessThatEndedMeanwhile()
    {
        fixture.append(0, 1, 1);
        kernel.advance(10 * MS);
        final PeerRecorder dying = new PeerRecorder()
        {
            @Override
            public boolean onAppendEntries(
                final int senderId,
                final long term,
                final long prevLogIndex,
                final long prevLogTerm,
                final long commitIndex,
                final long leaderTimeNs,
                final int fragmentOffset,
                final DirectBuffer buffer,
                final int offset,
                final int length)
            {
                fixture.restart(1);
                return false;
            }
        };
        fixture.transports[1].poll(dying, 100);
        assertEquals(0, fixture.poll(1));
    }

    @Test
    void shouldRefuseTwoProcessesOnANode()
    {
        assertThrows(IllegalStateException.class, () -> network.onProcessStart(0));
        network.onProcessEnd(0);
        network.onProcessEnd(0);
        network.onProcessStart(0);
    }

    @Test
    void shouldHealAll()
    {
        settings.model(LinkModel.ORDERED).detectMeanNs(0);
        network.block(0, 1, true);
        network.clog(0, 2, LinkStream.CONTROL, NEVER_NS);
        network.close(1, 2, LinkStream.CONTROL, NEVER_NS);
        fixture.heartbeat(0, 2, 1);
        kernel.advance(10 * MS);
        network.heal();
        fixture.heartbeat(0, 1, 2);
        fixture.heartbeat(1, 2, 3);
        kernel.advance(10 * MS);
        assertEquals(List.of(2L), receivedTerms(1));
        assertEquals(List.of(1L, 3L), receivedTerms(2).stream().sorted().toList());
    }
}
