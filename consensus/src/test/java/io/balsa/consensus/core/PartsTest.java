package io.balsa.consensus.core;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The small parts of the rules, each for itself.
 */
class PartsTest
{
    @ParameterizedTest
    @CsvSource({"1,0,1", "2,0,2", "3,0,2", "4,0,3", "5,0,3", "5,4,4", "5,2,3", "3,3,3"})
    void shouldNeedAMajorityOrTheFloor(final int members, final int floor, final int quorum)
    {
        assertEquals(quorum, Quorum.size(members, floor));
    }

    @Test
    void shouldFindWhatAQuorumReaches()
    {
        assertEquals(7, Quorum.reachedBy(new long[]{9, 3, 7}, 2));
        assertEquals(3, Quorum.reachedBy(new long[]{9, 3, 7}, 3));
        assertEquals(-5, Quorum.reachedBy(new long[]{-9, 0, -5, -7, -1}, 3));
        assertEquals(4, Quorum.reachedBy(new long[]{4}, 1));
    }

    @Test
    void shouldCountTheFirstVoteOfEachMember()
    {
        final VoteTally tally = new VoteTally();
        tally.record(0, true);
        tally.record(0, false);
        tally.record(30, false);
        tally.record(30, true);
        assertEquals(1, tally.grantedCount());
        assertEquals(1, tally.refusedCount());
        tally.reset();
        assertEquals(0, tally.grantedCount() + tally.refusedCount());
    }

    @Test
    void shouldDrawElectionTimesFromTheWholeRangeAndAlikeForTheSameSeed()
    {
        final Set<Long> drawn = new HashSet<>();
        final ElectionDeadline one = new ElectionDeadline(100, 109, 1, 0);
        final ElectionDeadline same = new ElectionDeadline(100, 109, 1, 0);
        for (int i = 0; i < 500; i++)
        {
            final long timeout = timeout(one);
            assertEquals(timeout, timeout(same));
            drawn.add(timeout);
        }
        assertEquals(10, drawn.size());
        assertTrue(drawn.stream().allMatch((timeout) -> timeout >= 100 && timeout <= 109));
    }

    @Test
    void shouldDrawOtherTimesOnOtherMembersWithTheSameSeed()
    {
        final ElectionDeadline one = new ElectionDeadline(100, 1_000_000, 0, 0);
        final ElectionDeadline other = new ElectionDeadline(100, 1_000_000, 0, 1);
        final Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < 50; i++)
        {
            drawn.add(timeout(one));
        }
        for (int i = 0; i < 50; i++)
        {
            assertFalse(drawn.contains(timeout(other)), "the same sequence, shifted");
        }
    }

    @Test
    void shouldBoundMessagesAndBytesInFlight()
    {
        final InflightWindow window = new InflightWindow(3, 100);
        assertTrue(window.isEmpty());
        for (int round = 0; round < 5; round++)
        {
            window.add(10 * round + 1, 10);
            window.add(10 * round + 2, 10);
            assertFalse(window.isFull());
            window.add(10 * round + 3, 10);
            assertTrue(window.isFull());
            window.freeTo(10 * round + 2);
            assertFalse(window.isFull());
            window.freeTo(10 * round + 3);
            assertTrue(window.isEmpty());
        }
        assertTrue(window.hasRoom(101), "alone");
        window.add(99, 1);
        assertTrue(window.hasRoom(99));
        assertFalse(window.hasRoom(100));
        window.add(100, 99);
        assertTrue(window.isFull());
        window.clear();
        assertFalse(window.isFull());
    }

    @Test
    void shouldRefuseHostileFrames()
    {
        final int header = EntryFrame.HEADER_LENGTH;
        assertTrue(isAccepted((frames) -> frames));
        assertFalse(isAccepted((frames) -> withInt(frames, 4, 0)), "length 0");
        assertFalse(isAccepted((frames) -> withInt(frames, 4, -1)), "negative length");
        assertFalse(isAccepted((frames) -> withInt(frames, 4, header - 1)), "shorter than a header");
        assertFalse(isAccepted((frames) -> withInt(frames, 4, Integer.MAX_VALUE)), "longest length");
        assertFalse(isAccepted((frames) -> withInt(frames, 4, frames.capacity() + 1)), "beyond the message");
        assertFalse(isAccepted((frames) -> withLong(frames, 8, 9)), "wrong index");
        assertFalse(isAccepted((frames) -> withLong(frames, 16, 0)), "term before that of the entry before");
        assertFalse(isAccepted((frames) -> withLong(frames, 16, 4)), "term after the leader's");
        assertFalse(isAccepted((frames) -> new UnsafeBuffer(frames, 0, header - 1)), "cut in the header");
        assertFalse(isAccepted((frames) -> new UnsafeBuffer(frames, 0, frames.capacity() - 8)), "cut in the payload");
    }

    @Test
    void shouldCountHostileMessagesAndChangeNothing()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.append(1, 3, 1, 1, 0, withInt(CoreFixture.logOf(1, 3).frames(2, 2), 4, Integer.MAX_VALUE));
        fixture.core.onHeartbeat(9, 50, 0, 0);
        fixture.core.onHeartbeat(0, 50, 0, 0);
        assertEquals(3, fixture.core.malformedCount());
        assertEquals(1, fixture.log.lastIndex());
        assertEquals(3, fixture.core.term());
    }

    @Test
    void shouldNameWhatIsWrongWithAConfiguration()
    {
        assertRefused("memberIds.length=0", (config) -> config.memberIds());
        assertRefused("memberIds.length=32", (config) -> config.memberIds(new int[32]));
        assertRefused("memberIds=-1", (config) -> config.memberIds(-1, 0));
        assertRefused("memberIds=0", (config) -> config.memberIds(0, 0));
        assertRefused("memberId=7", (config) -> config.memberId(7));
        assertRefused("quorumFloor=-1", (config) -> config.quorumFloor(-1));
        assertRefused("quorumFloor=4", (config) -> config.quorumFloor(4));
        assertRefused("heartbeatIntervalNs=0", (config) -> config.heartbeatIntervalNs(0));
        assertRefused("electionTimeoutMinNs=150000000", (config) -> config.heartbeatIntervalNs(50_000_001));
        assertRefused("electionTimeoutMinNs=150000000",
            (config) -> config.heartbeatIntervalNs(Long.MAX_VALUE / 3 + 1));
        assertRefused("electionTimeoutMaxNs=60000000", (config) -> config.electionTimeoutNs(60_000_000, 60_000_000));
        assertRefused("diskStallTimeoutNs=300000000", (config) -> config.diskStallTimeoutNs(300_000_000));
        assertRefused("commandLengthMax=-1", (config) -> config.commandLengthMax(-1));
        assertRefused("commandLengthMax=16777217", (config) -> config.commandLengthMax(16 * 1024 * 1024 + 1));
        assertRefused("uncommittedBytesMax=71", (config) -> config.commandLengthMax(8).uncommittedBytesMax(71));
        assertRefused("appendLengthMax=64", (config) -> config.appendLengthMax(64));
        assertRefused("appendLengthMax=73", (config) -> config.appendLengthMax(73));
        assertRefused("inflightMessagesMax=0", (config) -> config.inflightMax(0, 1 << 20));
        assertRefused("inflightBytesMax=1303", (config) -> config.inflightMax(1, 1303));
    }

    @Test
    void shouldTakeAConfigurationAtItsLimits()
    {
        assertEquals(0, CoreFixture.config(1).commandLengthMax(0).build().commandLengthMax());
        assertEquals(72, CoreFixture.config(1).commandLengthMax(8).uncommittedBytesMax(72).build()
            .uncommittedBytesMax());
        assertEquals(1304, CoreFixture.config(1).inflightMax(1, 1304).build().inflightBytesMax());
        assertEquals(RaftConfig.MEMBERS_MAX, CoreFixture.config(RaftConfig.MEMBERS_MAX).build().memberIds().length);
        assertEquals(1, new RaftConfig.Builder().memberId(1).memberIds(5, 1, 3).build().memberId());
    }

    @Test
    void shouldGiveEveryRoleItsCode()
    {
        for (final RaftRole role : RaftRole.values())
        {
            assertEquals(role, RaftRole.get(role.code()));
        }
        assertThrows(IllegalArgumentException.class, () -> RaftRole.get(4));
        assertThrows(IllegalArgumentException.class, () -> RaftRole.get(-1));
        assertNotEquals(RaftRole.LEADER.code(), RaftRole.FOLLOWER.code());
    }

    private static long timeout(final ElectionDeadline deadline)
    {
        deadline.restart(0);
        long low = 0;
        long high = 2_000_000;
        while (low < high)
        {
            final long middle = (low + high) / 2;
            if (deadline.isReached(middle))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }

    private static boolean isAccepted(final UnaryOperator<UnsafeBuffer> change)
    {
        final TestLog log = CoreFixture.logOf(1);
        final UnsafeBuffer frames = change.apply(CoreFixture.logOf(1, 2).frames(2, 2));
        return new FrameScan(log).scan(1, 1, 3, frames, 0, frames.capacity());
    }

    private static UnsafeBuffer withInt(final UnsafeBuffer frames, final int offset, final int value)
    {
        frames.putInt(offset, value);
        return frames;
    }

    private static UnsafeBuffer withLong(final UnsafeBuffer frames, final int offset, final long value)
    {
        frames.putLong(offset, value);
        return frames;
    }

    private static void assertRefused(final String expected, final UnaryOperator<RaftConfig.Builder> change)
    {
        final IllegalArgumentException ex = assertThrows(
            IllegalArgumentException.class, () -> change.apply(CoreFixture.config(3)).build());
        assertTrue(ex.getMessage().startsWith(expected + " is not allowed: "), ex.getMessage());
    }
}
