package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A snapshot gets from one member to another, whatever is lost, repeated, damaged or away meanwhile. */
@Timeout(60)
class SnapshotTransferTest
{
    private static final long MS = 1_000_000L;
    private static final long UNLIMITED = 1L << 40;
    private static final int LENGTH = 3 * TransferContext.REQUEST_LENGTH_MAX + 12_345;

    private final byte[] bytes = new byte[LENGTH];
    private TransferPeers peers;
    private TransferPeers.Member leader;
    private TransferPeers.Member other;
    private TransferPeers.Member follower;
    private SnapshotContent content;

    @BeforeEach
    void publish()
    {
        new Random(7).nextBytes(bytes);
        begin(UNLIMITED);
    }

    private void begin(final long rateBytesMax)
    {
        peers = new TransferPeers(3, rateBytesMax);
        leader = peers.members.get(0);
        other = peers.members.get(1);
        follower = peers.members.get(2);
        content = TestExchange.content(10, bytes);
        leader.exchange.published.put(10L, bytes);
    }

    private void assertInstalled()
    {
        assertEquals(List.of(content), follower.installed);
        assertArrayEquals(bytes, follower.exchange.published.get(10L));
    }

    /** As often as heartbeats. */
    private void offerAndRun(final int times)
    {
        for (int i = 0; i < times; i++)
        {
            follower.offer(0, content);
            peers.run(20, MS);
        }
    }

    @Test
    void shouldFetchWhatIsOffered()
    {
        offerAndRun(20);
        assertInstalled();
        assertEquals(4, peers.askedOf.size(), "one request for each range");
        assertEquals(List.of(0L), follower.fetchedFrom);
        follower.agent.onClose();
        leader.agent.onClose();
        assertEquals(0, leader.exchange.openCount + follower.exchange.openCount);
    }

    @Test
    void shouldTellWhatItHas()
    {
        peers.run(1, MS);
        assertEquals(content, leader.link.newest());
        leader.exchange.published.put(20L, bytes);
        peers.run(1, MS);
        assertEquals(20, leader.link.newest().id().index());
    }

    /** Scenario D7. */
    @Test
    void shouldBearWithLossAndRepetition()
    {
        final Random random = new Random(3);
        peers.isDelivered = (number) -> random.nextInt(100) > 2;
        peers.isRepeated = (number) -> random.nextInt(10) == 0;
        offerAndRun(600);
        assertInstalled();
    }

    @Test
    void shouldFetchAgainWhatIsDamagedUnseen()
    {
        peers.isDamaged = (number) -> number == 5;
        offerAndRun(60);
        assertInstalled();
        assertTrue(follower.failures.isEmpty());
    }

    @Test
    void shouldGiveUpWhatNeverHolds()
    {
        peers.isDamaged = (number) -> true;
        offerAndRun(40);
        assertTrue(follower.installed.isEmpty());
        assertTrue(follower.failures.get(0).startsWith("cannot fetch snapshot "), follower.failures::toString);
        peers.isDamaged = (number) -> false;
        offerAndRun(60);
        assertInstalled();
    }

    /** Scenario D7: the leader goes, and another member has the same snapshot. */
    @Test
    void shouldGoOnWithAnotherMemberThatHasIt()
    {
        other.exchange.published.put(10L, bytes);
        follower.offer(0, content);
        peers.isDelivered = (number) -> number < 300;
        peers.run(80, MS);
        leader.isUp = false;
        peers.isDelivered = (number) -> true;
        peers.run(1000, MS);
        assertInstalled();
        assertEquals(List.of(0L), follower.fetchedFrom);
        assertTrue(peers.chunkCount < 2 * LENGTH / TransferPeers.CHUNK_LENGTH_MAX, "begun anew");
    }

    @Test
    void shouldAskTheOthersWhereOneDoesNotHaveIt()
    {
        other.exchange.published.put(10L, bytes);
        leader.exchange.published.clear();
        offerAndRun(20);
        assertInstalled();
    }

    @Test
    void shouldGiveUpWhereNobodyHasItAndGoOnWhenOfferedAgain()
    {
        follower.offer(0, content);
        peers.isDelivered = (number) -> number < 300;
        peers.run(80, MS);
        final long before = follower.exchange.received.get(content).length;
        peers.isDelivered = (number) -> true;
        leader.exchange.published.clear();
        leader.restart();
        peers.run(500, MS);
        assertEquals(1, follower.failures.size());
        assertTrue(follower.failures.get(0).endsWith("no member has it any more"));
        assertEquals(1, follower.exchange.received.size(), "what has come stays");
        leader.exchange.published.put(10L, bytes);
        offerAndRun(40);
        assertInstalled();
        assertTrue(before > 200_000);
        assertEquals(before, follower.fetchedFrom.get(1));
    }

    @Test
    void shouldGoOnAfterARestart()
    {
        peers.isDelivered = (number) -> number < 400;
        follower.offer(0, content);
        peers.run(80, MS);
        final long before = follower.exchange.received.get(content).length;
        follower.restart();
        peers.isDelivered = (number) -> true;
        offerAndRun(40);
        assertInstalled();
        assertTrue(before > 300_000);
        assertEquals(List.of(0L, before), follower.fetchedFrom);
    }

    /** A leader that takes snapshots all the time must not make a slow transfer begin anew with each of them. */
    @Test
    void shouldFinishWhatComesBeforeItBeginsWithAnother()
    {
        follower.offer(0, content);
        peers.run(4, MS);
        final byte[] newer = { 1, 2, 3 };
        leader.exchange.published.put(20L, newer);
        follower.offer(0, TestExchange.content(20, newer));
        peers.run(400, MS);
        assertInstalled();
        follower.offer(0, TestExchange.content(20, newer));
        peers.run(20, MS);
        assertEquals(2, follower.installed.size());
    }

    @Test
    void shouldTurnToAnotherWhereNothingComes()
    {
        peers.isDelivered = (number) -> false;
        follower.offer(0, content);
        peers.run(4, MS);
        final byte[] newer = { 1, 2, 3 };
        other.exchange.published.put(20L, newer);
        leader.isUp = false;
        peers.isDelivered = (number) -> true;
        for (int i = 0; i < 100; i++)
        {
            follower.offer(1, TestExchange.content(20, newer));
            peers.run(20, MS);
        }
        assertEquals(List.of(TestExchange.content(20, newer)), follower.installed);
    }

    @Test
    void shouldLeaveAloneWhatItIsNotToTake()
    {
        follower.isBusy = true;
        offerAndRun(2);
        follower.isBusy = false;
        follower.link.offer(0, 10, 1, content.checksum(), 1, SnapshotContent.LENGTH_MAX + 1);
        peers.run(2, MS);
        assertEquals(1, follower.failures.size());
        follower.link.offer(9, 10, 1, content.checksum(), 1, LENGTH);
        follower.link.chunk(0, 10, 1, content.checksum(), 0, new UnsafeBuffer(bytes), 0, 10);
        peers.run(200, MS);
        assertTrue(follower.fetchedFrom.isEmpty());
        assertTrue(peers.askedOf.isEmpty());
    }

    @Test
    void shouldTryAgainAfterAFailure()
    {
        follower.exchange.failuresToCome = 1;
        follower.offer(0, content);
        peers.run(2, MS);
        assertEquals(List.of("cannot fetch snapshot " + content.id() + ": No space left on device"), follower.failures);
        follower.offer(0, content);
        peers.run(2, MS);
        assertTrue(follower.fetchedFrom.isEmpty(), "not at once");
        offerAndRun(40);
        assertInstalled();
    }

    @Test
    void shouldSayThatItHasNothingWhereItCannotRead()
    {
        leader.exchange.failuresToCome = 1;
        offerAndRun(1);
        assertEquals(1, leader.failures.size());
        assertEquals(0, leader.exchange.openCount);
        offerAndRun(60);
        assertInstalled();
    }

    @Test
    void shouldKeepToItsRate()
    {
        begin(1_000_000);
        follower.offer(0, content);
        peers.run(500, MS);
        final byte[] received = follower.exchange.received.get(content);
        final int most = 500_000 + TransferContext.REQUEST_LENGTH_MAX + TransferPeers.CHUNK_LENGTH_MAX;
        assertTrue(received.length <= most, received.length + " bytes in half a second");
        assertTrue(received.length >= 400_000, received.length + " bytes in half a second");
        peers.run(2000, MS);
        assertInstalled();
    }

    @Test
    void shouldWaitForRoomInTheQueue()
    {
        leader.isBlocked = true;
        follower.offer(0, content);
        peers.run(10, MS);
        assertEquals(0, peers.chunkCount);
        leader.isBlocked = false;
        offerAndRun(40);
        assertInstalled();
    }

    @Test
    void shouldCloseWhatNobodyAsksForAndNotHoldTooMany()
    {
        for (long index = 20; index < 20 + 3 * SnapshotServer.SOURCES_MAX; index++)
        {
            leader.exchange.published.put(index, bytes);
            leader.link.request(2, index, 1, content.checksum(), 0, 1);
            peers.run(2, MS);
            assertTrue(leader.exchange.openCount <= SnapshotServer.SOURCES_MAX);
        }
        assertEquals(SnapshotServer.SOURCES_MAX, leader.exchange.openCount);
        peers.run(2, SnapshotServer.SOURCE_IDLE_NS);
        assertEquals(0, leader.exchange.openCount);
    }

    @Test
    void shouldTellFromWhereOnItHoldsSnapshots()
    {
        leader.exchange.published.put(20L, bytes);
        leader.link.request(2, 10, 1, content.checksum(), 0, 1);
        peers.run(2, MS);
        assertEquals(10, leader.link.heldFrom());
        leader.exchange.published.remove(10L);
        peers.run(2, MS);
        assertEquals(10, leader.link.heldFrom(), "somebody fetches it");
        peers.run(2, SnapshotServer.SOURCE_IDLE_NS);
        assertEquals(20, leader.link.heldFrom());
        assertEquals(Long.MAX_VALUE, other.link.heldFrom());
    }

    @Test
    void shouldNotReadBeyondTheEnd()
    {
        leader.link.request(2, 10, 1, content.checksum(), LENGTH - 5, 1000);
        leader.link.request(1, 10, 1, content.checksum(), Long.MAX_VALUE, 1000);
        peers.run(3, MS);
        assertEquals(2, peers.chunkCount);
    }

    /** Whoever writes a snapshot of its own gives bytes and takes them, and publishes nothing before it is done. */
    @Test
    void shouldGiveAndTakeBetweenTheSlicesOfASnapshotThatIsWritten()
    {
        leader.isWriting = true;
        follower.isWriting = true;
        offerAndRun(20);
        assertEquals(LENGTH, follower.counters.fetchedBytes());
        assertEquals(List.of(), follower.installed);
        follower.isWriting = false;
        offerAndRun(1);
        assertInstalled();
    }

    @Test
    void shouldCountWhatWasGivenAndFetched()
    {
        peers.isDelivered = (number) -> number < 300;
        follower.offer(0, content);
        peers.run(80, MS);
        assertEquals(10, follower.counters.fetchIndex());
        assertEquals(300, follower.counters.fetchedChunks());
        assertTrue(leader.counters.givenChunks() >= 300, "chunks=" + leader.counters.givenChunks());
        assertEquals(0, follower.counters.resumeCount());
        peers.isDelivered = (number) -> true;
        follower.restart();
        offerAndRun(60);
        assertInstalled();
        assertEquals(1, follower.counters.resumeCount());
        assertEquals(1, follower.counters.fetchedCount());
        assertEquals(LENGTH, follower.counters.fetchedBytes());
        assertTrue(leader.counters.givenBytes() >= LENGTH, "bytes=" + leader.counters.givenBytes());
        assertEquals(0, follower.counters.fetchIndex());
        assertEquals(0, follower.counters.failureCount());
        leader.exchange.published.clear();
        follower.offer(0, TestExchange.content(20, bytes));
        peers.run(80, MS);
        assertEquals(1, follower.counters.failureCount());
    }

    @Test
    void shouldRefuseWhatIsTooLongOrCannotBe()
    {
        follower.offer(0, new SnapshotContent(
            content.id(), content.checksum(), 1, TransferContext.LENGTH_MAX_DEFAULT + 1));
        peers.run(3, MS);
        assertEquals(1, follower.failures.size());
        peers.run(1, 2 * TransferPeers.TIMEOUT_NS);
        follower.offer(0, new SnapshotContent(new SnapshotId(10, 0), content.checksum(), 1, LENGTH));
        peers.run(3, MS);
        assertEquals(2, follower.failures.size());
        assertTrue(follower.failures.stream().allMatch((reason) -> reason.contains("is not taken from member 0")));
        assertEquals(List.of(), peers.askedOf);
    }

    /** Of the same index and at the right place, and yet of another one. */
    @Test
    void shouldTakeNoBytesOfAnotherSnapshot()
    {
        follower.offer(0, content);
        leader.isUp = false;
        peers.run(2, MS);
        follower.link.chunk(0, 10, 1, content.checksum() ^ 1, 0, new UnsafeBuffer(bytes), 0, 100);
        follower.link.chunk(0, 10, 2, content.checksum(), 0, new UnsafeBuffer(bytes), 0, 100);
        peers.run(2, MS);
        assertEquals(0, follower.counters.fetchedBytes());
        follower.link.chunk(0, 10, 1, content.checksum(), 0, new UnsafeBuffer(bytes), 0, 100);
        peers.run(2, MS);
        assertEquals(100, follower.counters.fetchedBytes());
    }

    /** A request says what it likes: it is given no more than one range, and nothing that there is not. */
    @Test
    void shouldGiveNoMoreThanThereIsAndThanARequestMayAskFor()
    {
        leader.link.request(2, 10, 1, content.checksum(), 0, Integer.MAX_VALUE);
        peers.run(100, MS);
        assertEquals(TransferContext.REQUEST_LENGTH_MAX, leader.counters.givenBytes());
        leader.link.request(2, 10, 1, content.checksum(), LENGTH + 5, 100);
        leader.link.request(1, 10, 1, content.checksum() ^ 1, 0, 100);
        peers.run(10, MS);
        assertEquals(TransferContext.REQUEST_LENGTH_MAX, leader.counters.givenBytes());
        assertEquals(List.of(), leader.failures);
    }

    @Test
    void shouldCheckItsSetup()
    {
        final TransferContext ctx = new TransferContext()
            .exchange(leader.exchange).installer(leader).link(leader.link).counters(leader.counters)
            .peerIds(1, 2);
        assertThrows(IllegalArgumentException.class, () -> new SnapshotTransferAgent(ctx));
        ctx.chunkLengthMax(1);
        assertThrows(IllegalArgumentException.class,
            () -> new SnapshotTransferAgent(ctx.rateBytesMax(TransferContext.RATE_BYTES_MIN - 1)));
        ctx.rateBytesMax(TransferContext.RATE_BYTES_MIN);
        assertThrows(IllegalArgumentException.class, () -> new SnapshotTransferAgent(ctx.lengthMax(0)));
        assertThrows(IllegalArgumentException.class, () -> new TransferLink(5000));
        assertFalse(new SnapshotContent(new SnapshotId(1, 1), 1, 0, 1).isPossible());
    }
}
