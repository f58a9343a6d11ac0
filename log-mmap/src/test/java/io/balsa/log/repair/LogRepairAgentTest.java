package io.balsa.log.repair;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whom the agent asks for what, and what it makes of the answers. Entries 5 to 7 of member 0 are damaged. */
class LogRepairAgentTest implements RepairListener
{
    private static final long REPAIR_ID = 99;
    private static final int LAST_INDEX = 9;
    private static final long TIMEOUT_NS = 700_000_000L;

    private final ScriptedPeers peers = new ScriptedPeers();
    private final List<String> told = new ArrayList<>();
    private long nowNs = -5;
    private DamagedLog log;
    private LogRepair repair;
    private LogRepairAgent agent;

    @TempDir
    private Path directory;

    @BeforeEach
    void createLog()
    {
        log = new DamagedLog(directory);
    }

    @AfterEach
    void closeRepair()
    {
        CloseHelper.close(repair);
    }

    private void start(final int quorum, final int... peerIds)
    {
        agent = new LogRepairAgent(context(quorum, peerIds));
    }

    private LogRepairAgent.Context context(final int quorum, final int... peerIds)
    {
        CloseHelper.close(repair);
        repair = log.repair();
        return new LogRepairAgent.Context()
            .repair(repair)
            .transport(peers)
            .peerIds(peerIds)
            .quorum(quorum)
            .repairId(REPAIR_ID)
            .nanoClock(() -> nowNs)
            .listener(this);
    }

    private void damageMiddle()
    {
        log.damage(5).damage(6).damage(7);
    }

    private List<String> cycle(final long elapsedNs)
    {
        nowNs += elapsedNs;
        peers.requests.clear();
        agent.doWork();
        return peers.requests;
    }

    /** Frames from one entry to another, as they were. */
    private void answer(final int peerId, final int index, final int toIndex)
    {
        answer(peerId, index, 0, log.length(index, toIndex));
    }

    private void answer(final int peerId, final int index, final int frameOffset, final int length)
    {
        peers.arriving.add((handler) -> handler.onEntriesResponse(peerId, REPAIR_ID, index, frameOffset,
            EntriesStatus.FRAMES, log.frames(), log.offset(index) + frameOffset, length));
    }

    private void refuse(final int peerId, final long index, final EntriesStatus status)
    {
        peers.arriving.add(
            (handler) -> handler.onEntriesResponse(peerId, REPAIR_ID, index, 0, status, log.frames(), 0, 0));
    }

    private static List<String> request(final int peerId, final long index, final int frameOffset)
    {
        return List.of(peerId + " repair=99 after=4:2 until=8:3 index=" + index + " offset=" + frameOffset);
    }

    private void assertWhole()
    {
        assertTrue(agent.isDone());
        assertEquals(0, agent.doWork());
        repair.close();
        log.assertHolds(LAST_INDEX);
        assertEquals(0, log.fencedTerm());
        assertTold("repaired");
    }

    private void assertStartedOver(final int lastIndex)
    {
        assertTrue(agent.isDone());
        repair.close();
        log.assertHolds(lastIndex);
        assertEquals(1, log.fencedTerm());
        assertTold("started over");
    }

    /** Of the last damage, and the end. */
    private void assertTold(final String what)
    {
        assertTrue(told.get(0).startsWith("begin "), told::toString);
        assertTrue(told.get(told.size() - 2).startsWith(what), told::toString);
        assertEquals("end", told.get(told.size() - 1));
    }

    @Test
    void shouldTakeFramesAndPiecesInOrder()
    {
        damageMiddle();
        start(2, 2, 1);
        assertEquals(request(1, 5, 0), cycle(1));
        answer(1, 5, 5);
        assertEquals(request(1, 6, 0), cycle(1));
        answer(1, 6, 0, 400);
        assertEquals(request(1, 6, 400), cycle(1));
        answer(1, 6, 400, 600);
        assertEquals(request(1, 7, 0), cycle(1));
        answer(1, 7, 7);
        assertEquals(List.of(), cycle(1));
        assertWhole();
    }

    @Test
    void shouldLeaveWhatLiesBehindTheMissing()
    {
        damageMiddle();
        start(2, 1, 2);
        answer(1, 5, 9);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldRepairOneDamageAfterTheOther()
    {
        log.damage(2).damage(5).damage(7);
        start(2, 1, 2);
        assertEquals(List.of("1 repair=99 after=1:2 until=3:2 index=2 offset=0"), cycle(1));
        refuse(2, 2, EntriesStatus.NOT_HELD);
        answer(1, 2, 2);
        assertEquals(List.of("1 repair=99 after=4:2 until=6:2 index=5 offset=0"), cycle(1));
        refuse(1, 5, EntriesStatus.NOT_HELD);
        assertEquals(List.of("2 repair=99 after=4:2 until=6:2 index=5 offset=0"), cycle(1));
        answer(2, 5, 5);
        assertEquals(List.of("2 repair=99 after=6:2 until=8:3 index=7 offset=0"), cycle(1));
        answer(2, 7, 7);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldGoOnWithAnotherPeerWhereOneFallsSilent()
    {
        damageMiddle();
        start(2, 1, 2);
        answer(1, 5, 0, DamagedLog.FRAME_LENGTH + 400);
        assertEquals(request(1, 6, 400), cycle(1));
        for (int i = 1; i < LogRepairAgent.ATTEMPTS_MAX; i++)
        {
            assertEquals(List.of(), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS - 1));
            assertEquals(request(1, 6, 400), cycle(1));
        }
        assertEquals(request(2, 6, 400), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
        answer(2, 6, 400, DamagedLog.LONG_FRAME_LENGTH - 400 + DamagedLog.FRAME_LENGTH);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldNotWaitForPeersThatCannotBeReached()
    {
        damageMiddle();
        start(2, 1, 2);
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
        damageMiddle();
        start(2, 1, 2);
        cycle(1);
        peers.arriving.add((handler) -> handler.onEntriesResponse(
            1, REPAIR_ID - 1, 5, 0, EntriesStatus.FRAMES, log.frames(), log.offset(5), log.length(5, 7)));
        answer(3, 5, 7);
        answer(1, 6, 7);
        answer(1, 5, 8, log.length(5, 7) - 8);
        refuse(1, 6, EntriesStatus.DIFFERS);
        refuse(2, 6, EntriesStatus.DIFFERS);
        peers.arriving.add((handler) -> assertTrue(handler.onAppendEntries(1, 1, 1, 1, 1, 1, 0, log.frames(), 0, 8)));
        assertEquals(List.of(), cycle(1));
        assertEquals(0, repair.filledLength());
        answer(1, 5, 7);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldAskAnotherPeerWhereAFrameIsNotTheOneMissing()
    {
        damageMiddle();
        start(2, 1, 2);
        answer(1, 5, 5);
        assertEquals(request(1, 6, 0), cycle(1));
        peers.arriving.add((handler) -> handler.onEntriesResponse(
            1, REPAIR_ID, 6, 0, EntriesStatus.FRAMES, log.frames(), log.offset(7), log.length(7, 7)));
        assertEquals(List.of(), cycle(1));
        assertEquals(request(2, 6, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
        final int position = log.offset(7) - 1;
        log.frames().putByte(position, (byte)~log.frames().getByte(position));
        answer(2, 6, 7);
        cycle(1);
        log.frames().putByte(position, (byte)~log.frames().getByte(position));
        assertFalse(agent.isDone());
        assertEquals(request(1, 6, 0), cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS));
        answer(1, 6, 7);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldAskTheOthersWhereOneDoesNotHaveIt()
    {
        damageMiddle();
        start(3, 1, 2, 3, 4);
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        assertEquals(request(2, 5, 0), cycle(1));
        refuse(2, 5, EntriesStatus.DIFFERS);
        assertEquals(request(3, 5, 0), cycle(1));
        answer(3, 5, 7);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldStartOverWhereAQuorumOfOthersDoesNotHaveIt()
    {
        damageMiddle();
        start(3, 1, 2, 3, 4);
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        refuse(2, 5, EntriesStatus.DIFFERS);
        cycle(1);
        assertFalse(agent.isDone());
        refuse(4, 5, EntriesStatus.NOT_HELD);
        cycle(1);
        assertStartedOver(4);
    }

    @Test
    void shouldNotCountAPeerThatHasItByNow()
    {
        damageMiddle();
        start(2, 1, 2);
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        cycle(1);
        answer(1, 5, 5);
        cycle(1);
        refuse(2, 6, EntriesStatus.NOT_HELD);
        cycle(1);
        assertFalse(agent.isDone());
    }

    /** Entry 7 lies where entry 5 was: the gap is found to be wider, and what was said of the other one is void. */
    @Test
    void shouldAskAnewWhereTheGapIsWider()
    {
        log.misplace(5, 7);
        start(2, 1, 2);
        assertEquals(List.of("1 repair=99 after=4:2 until=7:2 index=5 offset=0"), cycle(1));
        refuse(1, 5, EntriesStatus.NOT_HELD);
        assertEquals(List.of("2 repair=99 after=4:2 until=7:2 index=5 offset=0"), cycle(1));
        answer(2, 5, 5);
        assertEquals(request(2, 5, 0), cycle(1));
        refuse(2, 5, EntriesStatus.DIFFERS);
        assertEquals(request(1, 5, 0), cycle(1));
        answer(1, 5, 8);
        cycle(1);
        assertWhole();
    }

    @Test
    void shouldStartOverAtOnceWhereNobodyCanSayHowMuchIsLost()
    {
        log.damage(9);
        start(2, 1, 2);
        answer(1, 9, 9);
        assertEquals(List.of(), cycle(1));
        assertStartedOver(8);
    }

    @Test
    void shouldRefuseWhereTheOthersCannotElectALeader()
    {
        damageMiddle();
        start(1);
        assertRefused(4);
        start(2, 1);
        cycle(1);
        refuse(1, 5, EntriesStatus.DIFFERS);
        assertRefused(4);
        repair.close();
        final DamagedLog other = new DamagedLog(directory.resolve("other")).damage(9);
        log = other;
        start(2, 1);
        assertRefused(8);
        start(3, 1, 2);
        assertRefused(8);
    }

    private void assertRefused(final int afterIndex)
    {
        final String message = assertThrows(StorageException.class, () -> agent.doWork()).getMessage();
        assertTrue(message.startsWith("log segment log-00000000000000000001.seg is damaged behind index " + afterIndex +
            ", no peer has what is lost"), message);
        assertTrue(message.endsWith("restore the directory from a backup"), message);
        assertFalse(agent.isDone());
    }

    @Test
    void shouldTellItsProgressOnceASecondAtMost()
    {
        damageMiddle();
        start(2, 1, 2);
        for (int i = 0; i < 11; i++)
        {
            cycle(LogRepairAgent.RESPONSE_TIMEOUT_NS);
        }
        assertEquals(List.of("begin 5", "progress 0 of 1", "progress 0 of 2", "progress 0 of 2"), told);
    }

    @Test
    void shouldTellWhatItHasRepairedAndFromWhom()
    {
        log.damage(2).damage(5);
        start(2, 1, 2);
        cycle(1);
        answer(2, 2, 2);
        cycle(1);
        answer(2, 5, 5);
        cycle(1);
        final int length = DamagedLog.FRAME_LENGTH;
        assertEquals(List.of("begin 2", "progress 0 of 1",
            "repaired 2 by " + length + " of 2", "repaired 5 by " + length + " of 2", "end"), told);
    }

    @Test
    void shouldGiveUpWhenNothingComesInTime()
    {
        damageMiddle();
        agent = new LogRepairAgent(context(3, 4, 3, 2, 1).timeoutNs(TIMEOUT_NS));
        cycle(TIMEOUT_NS - 1);
        answer(1, 5, 5);
        cycle(0);
        refuse(2, 6, EntriesStatus.NOT_HELD);
        cycle(TIMEOUT_NS - 1);
        refuse(2, 6, EntriesStatus.NOT_HELD);
        cycle(TIMEOUT_NS - 1);
        final RepairException ex = assertThrows(RepairException.class, () -> cycle(1));
        assertEquals("log segment log-00000000000000000001.seg is damaged behind index 4, " +
            "and no peer has sent what is lost in 700 ms", ex.getMessage());
        assertArrayEquals(new int[]{1, 3, 4}, ex.awaitedPeerIds());
        assertEquals(4, ex.damage().afterIndex());
    }

    /** The time begins anew with each damage. */
    @Test
    void shouldGiveTimeToEachDamage()
    {
        log.damage(2).damage(5);
        agent = new LogRepairAgent(context(2, 1, 2).timeoutNs(TIMEOUT_NS));
        cycle(TIMEOUT_NS - 1);
        answer(1, 2, 2);
        cycle(0);
        cycle(TIMEOUT_NS - 1);
        assertEquals(5, assertThrows(RepairException.class, () -> cycle(1)).damage().afterIndex() + 1);
    }

    @Test
    void shouldNotCutWhereThatIsNotAllowed()
    {
        damageMiddle();
        agent = new LogRepairAgent(context(2, 1, 2).startOverAllowed(false));
        cycle(1);
        refuse(1, 5, EntriesStatus.NOT_HELD);
        refuse(2, 5, EntriesStatus.DIFFERS);
        assertNotCut("behind index 4");
        log = new DamagedLog(directory.resolve("other")).damage(9);
        agent = new LogRepairAgent(context(2, 1, 2).startOverAllowed(false));
        assertNotCut("behind index 8");
    }

    private void assertNotCut(final String place)
    {
        final RepairException ex = assertThrows(RepairException.class, () -> cycle(1));
        assertEquals("log segment log-00000000000000000001.seg is damaged " + place +
            ", and no peer can prove what is lost", ex.getMessage());
        assertEquals(0, ex.awaitedPeerIds().length);
        assertFalse(agent.isDone());
    }

    @Test
    void shouldNameWhatIsMissingInItsContext()
    {
        final LogRepairAgent.Context context = new LogRepairAgent.Context();
        assertEquals("repair is missing", assertThrows(NullPointerException.class, context::conclude).getMessage());
        damageMiddle();
        repair = log.repair();
        context.repair(repair);
        assertEquals("transport is missing", assertThrows(NullPointerException.class, context::conclude).getMessage());
        context.transport(peers);
        assertEquals("peerIds are missing", assertThrows(NullPointerException.class, context::conclude).getMessage());
        context.peerIds(1, 2);
        assertEquals("quorum=0 is not allowed: 1 or more",
            assertThrows(IllegalArgumentException.class, context::conclude).getMessage());
        context.quorum(2).timeoutNs(0);
        assertEquals("timeoutNs=0 is not allowed: 1 or more",
            assertThrows(IllegalArgumentException.class, context::conclude).getMessage());
    }

    @Override
    public void onBegin(final Damage damage)
    {
        told.add("begin " + (damage.afterIndex() + 1));
    }

    @Override
    public void onEnd()
    {
        told.add("end");
    }

    @Override
    public void onProgress(final Damage damage, final long lengthBytes, final int peerId)
    {
        told.add("progress " + lengthBytes + " of " + peerId);
    }

    @Override
    public void onRepaired(final Damage damage, final long lengthBytes, final int peerId)
    {
        told.add("repaired " + (damage.afterIndex() + 1) + " by " + lengthBytes + " of " + peerId);
    }

    @Override
    public void onStartedOver(final Damage damage)
    {
        told.add("started over");
    }
}
