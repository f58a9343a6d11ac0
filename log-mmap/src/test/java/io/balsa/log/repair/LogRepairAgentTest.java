package io.balsa.log.repair;

import io.balsa.codecs.storage.EntryHeaderEncoder;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.log.mmap.StorageException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whom the agent asks for what, and what it makes of the answers. Entries 5, 6 and 7 of member 0 are lost. */
class LogRepairAgentTest implements RepairListener
{
    private static final long REPAIR_ID = 99;
    private static final int SHORT_FRAME_LENGTH = 72;
    private static final int LONG_FRAME_LENGTH = 1_000;
    private static final int LENGTH = 2 * SHORT_FRAME_LENGTH + LONG_FRAME_LENGTH;

    private final UnsafeBuffer lost = new UnsafeBuffer(new byte[LENGTH + SHORT_FRAME_LENGTH]);
    private final ScriptedPeers peers = new ScriptedPeers();
    private final RecordedRepair repair = new RecordedRepair();
    private final List<String> told = new ArrayList<>();
    private int toOffset = 4096 + LENGTH;
    private long nowNs = -5;
    private LogRepairAgent agent;

    private void start(final boolean isTailUncertain, final int quorum, final int... peerIds)
    {
        frame(5, 0, SHORT_FRAME_LENGTH);
        frame(6, SHORT_FRAME_LENGTH, LONG_FRAME_LENGTH);
        frame(7, SHORT_FRAME_LENGTH + LONG_FRAME_LENGTH, SHORT_FRAME_LENGTH);
        frame(8, LENGTH, SHORT_FRAME_LENGTH);
        repair.damage = new Damage("log-1", 4, 2, 8, 3, false, 4096, toOffset, isTailUncertain, "test");
        agent = new LogRepairAgent(new LogRepairAgent.Context()
            .repair(repair)
            .transport(peers)
            .peerIds(peerIds)
            .quorum(quorum)
            .repairId(REPAIR_ID)
            .nanoClock(() -> nowNs)
            .listener(this));
    }

    private void frame(final long index, final int offset, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            lost.putByte(offset + i, (byte)(index + i));
        }
        new EntryHeaderEncoder().wrap(lost, offset).frameLength(length).index(index);
    }

    private List<String> cycle(final long elapsedNs)
    {
        nowNs += elapsedNs;
        peers.requests.clear();
        agent.doWork();
        return peers.requests;
    }

    private void answer(final int peerId, final long index, final int frameOffset, final int position, final int length)
    {
        peers.arriving.add((handler) -> handler.onEntriesResponse(
            peerId, REPAIR_ID, index, frameOffset, EntriesStatus.FRAMES, lost, position, length));
    }

    private void refuse(final int peerId, final long index, final EntriesStatus status)
    {
        peers.arriving.add(
            (handler) -> handler.onEntriesResponse(peerId, REPAIR_ID, index, 0, status, lost, 0, 0));
    }

    private static List<String> request(final int peerId, final long index, final int frameOffset)
    {
        return List.of(peerId + " repair=99 after=4:2 until=8:3 index=" + index + " offset=" + frameOffset);
    }

    private void assertWhole()
    {
        assertTrue(agent.isDone());
        final byte[] expected = new byte[LENGTH];
        lost.getBytes(0, expected);
        assertArrayEquals(expected, repair.bytes);
        assertEquals("repaired", told.get(told.size() - 1));
    }

    @Test
    void shouldTakeFramesAndPiecesInOrder()
    {
        start(false, 2, 2, 1);
        assertEquals(request(1, 5, 0), cycle(1));
        answer(1, 5, 0, 0, SHORT_FRAME_LENGTH);
        assertEquals(request(1, 6, 0), cycle(1));
        answer(1, 6, 0, SHORT_FRAME_LENGTH, 400);
        assertEquals(request(1, 6, 400), cycle(1));
        answer(1, 6, 400, SHORT_FRAME_LENGTH + 400, 600);
        assertEquals(request(1, 7, 0), cycle(1));
        answer(1, 7, 0, SHORT_FRAME_LENGTH + LONG_FRAME_LENGTH, SHORT_FRAME_LENGTH);
        assertEquals(List.of(), cycle(1));
        assertWhole();
        assertEquals(0, agent.doWork());
    }

    @Test
    void shouldLeaveWhatLiesBehindTheMissing()
    {
        start(false, 2, 1, 2);
        answer(1, 5, 0, 0, LENGTH + SHORT_FRAME_LENGTH);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldTellTheEndByTheIndexWhereNobodyKnowsTheLength()
    {
        toOffset = Damage.UNKNOWN;
        start(false, 2, 1, 2);
        answer(1, 5, 0, 0, LENGTH + SHORT_FRAME_LENGTH);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldGoOnWithAnotherPeerWhereOneFallsSilent()
    {
        start(false, 2, 1, 2);
        answer(1, 5, 0, 0, SHORT_FRAME_LENGTH + 400);
        assertEquals(request(1, 6, 400), cycle(1));
        for (int i = 1; i < LogRepairAgent.ATTEMPTS_MAX; i++)
        {
            assertEquals(List.of(), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS - 1));
            assertEquals(request(1, 6, 400), cycle(1));
        }
        assertEquals(request(2, 6, 400), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
        answer(2, 6, 400, SHORT_FRAME_LENGTH + 400, LENGTH - SHORT_FRAME_LENGTH - 400);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldNotWaitForPeersThatCannotBeReached()
    {
        start(false, 2, 1, 2);
        peers.result = PeerTransport.NOT_CONNECTED;
        assertEquals(request(1, 5, 0), cycle(1));
        peers.result = PeerTransport.BACK_PRESSURED;
        assertEquals(List.of(), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS - 1));
        assertEquals(request(2, 5, 0), cycle(1));
        assertEquals(request(1, 5, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
    }

    @Test
    void shouldIgnoreWhatItDidNotAskFor()
    {
        start(false, 2, 1, 2);
        cycle(1);
        peers.arriving.add((handler) -> handler.onEntriesResponse(
            1, REPAIR_ID - 1, 5, 0, EntriesStatus.FRAMES, lost, 0, LENGTH));
        answer(3, 5, 0, 0, LENGTH);
        answer(1, 6, 0, SHORT_FRAME_LENGTH, LONG_FRAME_LENGTH);
        answer(1, 5, 8, 8, LENGTH - 8);
        refuse(1, 6, EntriesStatus.DIFFERS);
        refuse(2, 6, EntriesStatus.DIFFERS);
        peers.arriving.add((handler) -> assertTrue(handler.onAppendEntries(1, 1, 1, 1, 1, 1, 0, lost, 0, 8)));
        assertEquals(List.of(), cycle(1));
        assertEquals(0, repair.writeCount);
        answer(1, 5, 0, 0, LENGTH);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldStartAgainWithAnotherPeerWhereFramesCannotBeThoseMissing()
    {
        for (final int wrongLength : new int[]{0, -1, 63, LENGTH + 1, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            start(false, 2, 1, 2);
            answer(1, 5, 0, 0, SHORT_FRAME_LENGTH);
            cycle(1);
            new EntryHeaderEncoder().wrap(lost, SHORT_FRAME_LENGTH).frameLength(wrongLength);
            answer(1, 6, 0, SHORT_FRAME_LENGTH, LENGTH - SHORT_FRAME_LENGTH);
            cycle(1);
            assertEquals(request(2, 5, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS), "length " + wrongLength);
        }
        start(false, 2, 1, 2);
        answer(1, 5, 0, SHORT_FRAME_LENGTH, LONG_FRAME_LENGTH);
        cycle(1);
        assertEquals(request(2, 5, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
        answer(2, 5, 0, 0, EntryHeaderEncoder.BLOCK_LENGTH - 8);
        cycle(1);
        assertEquals(request(1, 5, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
    }

    @Test
    void shouldStartAgainWithAnotherPeerWhereTheWholeDoesNotHold()
    {
        start(false, 2, 1, 2);
        repair.isWrong = true;
        answer(1, 5, 0, 0, LENGTH);
        cycle(1);
        assertFalse(agent.isDone());
        repair.isWrong = false;
        assertEquals(request(2, 5, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
        answer(2, 5, 0, 0, LENGTH);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldAskTheOthersWhereOneDoesNotHaveIt()
    {
        start(false, 3, 1, 2, 3, 4);
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        assertEquals(request(2, 5, 0), cycle(1));
        refuse(2, 5, EntriesStatus.DIFFERS);
        assertEquals(request(3, 5, 0), cycle(1));
        answer(3, 5, 0, 0, LENGTH);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldStartOverWhereAQuorumOfOthersDoesNotHaveIt()
    {
        start(false, 3, 1, 2, 3, 4);
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        refuse(2, 5, EntriesStatus.DIFFERS);
        cycle(1);
        assertFalse(agent.isDone());
        refuse(4, 5, EntriesStatus.NOT_HELD);
        cycle(1);
        assertTrue(agent.isDone());
        assertEquals(1, repair.startOverCount);
        assertEquals("started over", told.get(told.size() - 1));
    }

    @Test
    void shouldNotCountAPeerThatHasItByNow()
    {
        start(false, 2, 1, 2);
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        cycle(1);
        answer(1, 5, 0, 0, SHORT_FRAME_LENGTH);
        cycle(1);
        refuse(2, 6, EntriesStatus.NOT_HELD);
        cycle(1);
        assertEquals(0, repair.startOverCount);
    }

    @Test
    void shouldStartOverAtOnceWhereNobodyCanSayHowMuchIsLost()
    {
        start(true, 2, 1, 2);
        assertEquals(List.of(), cycle(1));
        assertTrue(agent.isDone());
        assertEquals(1, repair.startOverCount);
    }

    @Test
    void shouldRefuseWhereTheOthersCannotElectALeader()
    {
        start(true, 2, 1);
        assertRefused();
        start(true, 3, 1, 2);
        assertRefused();
        start(false, 1);
        assertRefused();
        start(false, 2, 1);
        cycle(1);
        refuse(1, 5, EntriesStatus.DIFFERS);
        assertRefused();
    }

    private void assertRefused()
    {
        final String message = assertThrows(StorageException.class, () -> agent.doWork()).getMessage();
        assertTrue(message.startsWith("log segment log-1 is damaged behind index 4, no peer has"), message);
        assertTrue(message.endsWith("restore the directory from a backup"), message);
        assertEquals(0, repair.startOverCount);
    }

    @Test
    void shouldTellItsProgressOnceASecondAtMost()
    {
        start(false, 2, 1, 2);
        for (int i = 0; i < 11; i++)
        {
            cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS);
        }
        assertEquals(List.of("progress 0 of 1", "progress 0 of 2", "progress 0 of 2"), told);
    }

    @Test
    void shouldNameWhatIsMissingInItsContext()
    {
        final LogRepairAgent.Context context = new LogRepairAgent.Context();
        assertEquals("repair is missing", assertThrows(NullPointerException.class, context::conclude).getMessage());
        context.repair(repair);
        assertEquals("transport is missing", assertThrows(NullPointerException.class, context::conclude).getMessage());
        context.transport(peers);
        assertEquals("peerIds are missing", assertThrows(NullPointerException.class, context::conclude).getMessage());
        context.peerIds(1, 2);
        assertEquals("quorum=0 is not allowed: 1 or more",
            assertThrows(IllegalArgumentException.class, context::conclude).getMessage());
    }

    @Override
    public void onProgress(final Damage damage, final long lengthBytes, final int peerId)
    {
        told.add("progress " + lengthBytes + " of " + peerId);
    }

    @Override
    public void onRepaired(final Damage damage)
    {
        told.add("repaired");
    }

    @Override
    public void onStartedOver(final Damage damage)
    {
        told.add("started over");
    }

    private static final class RecordedRepair implements LogRepair
    {
        private final byte[] bytes = new byte[LENGTH];
        private Damage damage;
        private boolean isWrong;
        private int writeCount;
        private int startOverCount;

        @Override
        public Damage damage()
        {
            return damage;
        }

        @Override
        public void write(final int pieceOffset, final DirectBuffer buffer, final int offset, final int length)
        {
            buffer.getBytes(offset, bytes, pieceOffset, length);
            writeCount++;
        }

        @Override
        public boolean complete()
        {
            return !isWrong;
        }

        @Override
        public void startOver()
        {
            startOverCount++;
        }
    }
}
