package io.balsa.consensus.agent;

import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.core.StateDiverged;
import io.balsa.consensus.port.PeerTransport;
import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a member tells of its state, and what becomes of what it is told. */
class DigestExchangeTest
{
    private static final long CHECKPOINT = DigestRules.INTERVAL_DEFAULT;

    private final AgentFixture fixture = new AgentFixture(3).lead().openSession();
    private long sequence;

    @BeforeEach
    void applyAllButOneUpToTheCheckpoint()
    {
        applyTo(CHECKPOINT - 1);
        fixture.sent.clear();
    }

    private void applyTo(final long index)
    {
        while (fixture.log.lastIndex() < index)
        {
            sequence++;
            fixture.command(sequence, sequence - 1, "x");
            fixture.commit();
        }
    }

    private List<String> digests()
    {
        return fixture.sent.stream().filter((message) -> message.startsWith("digest ")).toList();
    }

    @Test
    void shouldTellEachPeerOnceAtACheckpoint()
    {
        assertEquals(List.of(), digests());
        applyTo(CHECKPOINT + 5);
        assertEquals(List.of("digest 1 1024", "digest 2 1024"), digests());
        applyTo(2 * CHECKPOINT);
        assertEquals(List.of("digest 1 1024", "digest 2 1024", "digest 1 2048", "digest 2 2048"), digests());
    }

    @Test
    void shouldTellItWhenTheLinkHasRoomAgain()
    {
        fixture.peerResult = PeerTransport.BACK_PRESSURED;
        applyTo(CHECKPOINT);
        assertEquals(List.of(), digests());
        fixture.peerResult = PeerTransport.SENT;
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(List.of("digest 1 1024", "digest 2 1024"), digests());
    }

    @Test
    void shouldNotTellWhoIsAway()
    {
        fixture.peerResult = PeerTransport.NOT_CONNECTED;
        applyTo(CHECKPOINT);
        fixture.peerResult = PeerTransport.SENT;
        fixture.cycle(1);
        assertEquals(List.of(), digests());
    }

    /** Nothing is answered any more that follows from a state that is wrong. */
    @Test
    void shouldStopBeforeItTellsItsClientsWhatIsWrong()
    {
        fixture.arriving.add((handler) -> handler.onStateDigest(1, CHECKPOINT, 7));
        fixture.arriving.add((handler) -> handler.onStateDigest(2, CHECKPOINT, 7));
        fixture.cycle(1);
        assertThrows(AgentTerminationException.class, () -> applyTo(CHECKPOINT));
        assertInstanceOf(StateDiverged.class, fixture.haltReason);
        assertEquals(List.of(), digests());
        assertThrows(AgentTerminationException.class, fixture.agent::doWork);
    }

    @Test
    void shouldCountAnotherStateThatNoQuorumDecidesOn()
    {
        final AgentFixture pair = new AgentFixture(2).lead().openSession();
        for (int i = 1; pair.log.lastIndex() < CHECKPOINT; i++)
        {
            pair.command(i, i - 1, "x");
            pair.commit();
        }
        assertEquals(0, pair.context.counters().differenceCount());
        pair.arriving.add((handler) -> handler.onStateDigest(1, CHECKPOINT, 7));
        pair.cycle(1);
        assertEquals(1, pair.context.counters().differenceCount());
        assertEquals(0, pair.context.counters().agreedIndex());
    }
}
