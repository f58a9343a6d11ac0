package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Frames that come in pieces. */
@Timeout(60)
class FragmentsTest
{
    @TempDir
    private File leaderDir;

    @TempDir
    private File followerDir;

    private final LogView view = new LogView();
    private TestMember leader;
    private TestMember follower;

    @BeforeEach
    void setUp()
    {
        leader = TestMember.open(leaderDir);
        follower = TestMember.open(followerDir);
    }

    @AfterEach
    void tearDown()
    {
        leader.close();
        follower.close();
    }

    @Test
    void shouldAssembleFragments()
    {
        leader.append(4, 1000);
        final UnsafeBuffer frame = leader.frames(1, 1);
        assertEquals(0, fragment(frame, 0, 400));
        assertEquals(0, fragment(frame, 400, 400));
        assertFalse(follower.log.read(1, 5000, view));
        assertEquals(1, fragment(frame, 800, 264));
        assertEquals("4", follower.terms());
        assertEquals(frame, follower.frames(1, 1));
    }

    /** A leader cuts the frame as it lies in its log, padding included. */
    @Test
    void shouldAssembleFragmentsOfEveryLength()
    {
        for (int length = 1000; length < 1000 + 2 * EntryFrame.ALIGNMENT; length++)
        {
            final long index = leader.append(4, length);
            final UnsafeBuffer frame = leader.frames(index, index);
            final int frameLength = EntryFrame.frameLength(frame, 0);
            final int cut = frame.capacity() - EntryFrame.ALIGNMENT;
            assertEquals(index - 1, follower.log.appendFragment(index, frameLength, 0, frame, 0, cut));
            assertEquals(index,
                follower.log.appendFragment(index, frameLength, cut, frame, cut, EntryFrame.ALIGNMENT));
            assertEquals(frame, follower.frames(index, index));
        }
    }

    @Test
    void shouldRefuseFragmentsWithSomethingInThePadding()
    {
        leader.append(4, 1001);
        final UnsafeBuffer frame = leader.frames(1, 1);
        frame.putByte(frame.capacity() - 1, (byte)1);
        assertEquals(0, follower.log.appendFragment(1, 1065, 0, frame, 0, 1000));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1065, 1000, frame, 1000, 72));
        assertEquals(0, follower.log.appendFragment(1, 1065, 1000, frame, 1000, 72), "the frame was forgotten");
        TestMember.assertZeroFrom(followerDir, LogSegment.FRAMES_OFFSET);
    }

    /** Neither the first piece nor a later one writes beyond the place of its frame. */
    @Test
    void shouldRefuseFragmentsThatAreLongerThanTheirFrame()
    {
        leader.append(4, 1001);
        leader.append(4, 1001);
        final UnsafeBuffer frames = leader.frames(1, 2);
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1065, 0, frames, 0, 1073));
        TestMember.assertZeroFrom(followerDir, LogSegment.FRAMES_OFFSET);
        assertEquals(0, follower.log.appendFragment(1, 1065, 0, frames, 0, 1064));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1065, 1064, frames, 1064, 9));
        assertEquals(0, follower.log.appendFragment(1, 1065, 0, frames, 0, 1064));
        assertEquals(1, follower.log.appendFragment(1, 1065, 1064, frames, 1064, 8));
    }

    @Test
    void shouldIgnoreFragmentsOfAnotherFrame()
    {
        leader.append(4, 1000);
        final UnsafeBuffer frame = leader.frames(1, 1);
        assertEquals(0, fragment(frame, 0, 400));
        assertEquals(0, follower.log.appendFragment(2, 1064, 400, frame, 400, 664));
        assertEquals(0, follower.log.appendFragment(1, 1072, 400, frame, 400, 672 - 8));
        assertEquals(1, fragment(frame, 400, 664));
        assertEquals(frame, follower.frames(1, 1));
        assertEquals(1, fragment(frame, 400, 664), "nothing is under way");
    }

    @Test
    void shouldIgnoreFragmentsOutOfOrder()
    {
        leader.append(4, 1000);
        final UnsafeBuffer frame = leader.frames(1, 1);
        assertEquals(0, fragment(frame, 400, 664));
        assertEquals(0, fragment(frame, 0, 400));
        assertEquals(0, fragment(frame, 500, 564));
        assertEquals(0, fragment(frame, 0, 300));
        assertEquals(0, fragment(frame, 400, 664));
        assertEquals(1, fragment(frame, 300, 764));
        assertEquals("4", follower.terms());
    }

    @Test
    void shouldForgetAnUnfinishedFrame()
    {
        leader.append(4, 1000);
        final UnsafeBuffer frame = leader.frames(1, 1);
        assertEquals(0, fragment(frame, 0, 400));
        assertEquals(1, follower.append(2, 3));
        TestMember.assertZeroFrom(followerDir, LogSegment.FRAMES_OFFSET + 67);
        assertEquals(1, fragment(frame, 400, 664));
        assertEquals(3, follower.frames(1, 1).getByte(EntryFrame.HEADER_LENGTH));
        follower.log.truncateSuffix(1);
        follower.drain();
        assertEquals(0, follower.log.syncedIndex());
        assertEquals(0, fragment(frame, 0, 400));
        follower.log.truncateSuffix(1);
        assertEquals(0, fragment(frame, 400, 664));
        follower.close();
        follower = TestMember.open(followerDir);
        assertEquals(0, follower.log.lastIndex());
    }

    @Test
    void shouldRefuseHostileFragments()
    {
        leader.append(4, 1000);
        final UnsafeBuffer frame = leader.frames(1, 1);
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1064, 0, frame, 0, 63));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1000, 0, frame, 0, 400));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(2, 1064, 0, frame, 0, 400));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1064, 0, frame, 0, -1));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1064, 0, frame, 0, 0));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1064, 0, frame, -8, 400));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1064, 0, frame, 8, 1064));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 20_000_000, 0, frame, 0, 400));
        assertEquals(0, fragment(frame, 0, 1000));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(1, 1064, 1000, frame, 0, 65));
        assertEquals(0, fragment(frame, 1000, 64), "the frame was forgotten");
        final UnsafeBuffer bad = TestMember.copyOf(frame);
        bad.putByte(900, (byte)0);
        assertEquals(0, fragment(bad, 0, 400));
        assertEquals(RaftLog.CORRUPT, fragment(bad, 400, 664));
        assertEquals(1, fragment(frame, 0, 1064));
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(2, 1064, 0, frame, 0, 400), "another's place");
        leader.append(4, 1000);
        follower.log.truncateSuffix(1);
        follower.drain();
        follower.append(5, 8);
        final UnsafeBuffer second = leader.frames(2, 2);
        assertEquals(RaftLog.CORRUPT, follower.log.appendFragment(2, 1064, 0, second, 0, 400), "a lower term");
    }

    private long fragment(final UnsafeBuffer frame, final int offset, final int length)
    {
        return follower.log.appendFragment(1, 1064, offset, frame, offset, length);
    }
}
