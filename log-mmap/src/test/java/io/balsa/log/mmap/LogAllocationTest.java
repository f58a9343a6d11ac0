package io.balsa.log.mmap;

import com.sun.management.ThreadMXBean;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.LogView;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class LogAllocationTest
{
    private static final int ROUNDS = 5;
    private static final int STEPS = 500;
    private static final int PAYLOAD_LENGTH = 100;
    private static final int ROLL_STEPS = 2_000;

    /** What the sync agent may allocate to prepare, name and seal one segment of one slice; about 5,000 were seen. */
    private static final int AGENT_BYTES_PER_SEGMENT_MAX = 8 * 1024;

    @TempDir
    private File leaderDir;

    @TempDir
    private File followerDir;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_LENGTH]);
    private final LogView view = new LogView();

    @Test
    void shouldNotAllocateInSteadyState()
    {
        try (TestMember leader = open(leaderDir); TestMember follower = open(followerDir))
        {
            long smallest = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int step = 0; step < STEPS; step++)
                {
                    step(leader.log, follower.log, leader.agent, follower.agent);
                }
                smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(ROUNDS * STEPS * 2, follower.log.lastIndex());
            assertEquals(0, smallest);
        }
    }

    /** The lists of segments and terms double at times: the least of all rounds is what a roll needs. */
    @Test
    void shouldAllocateForASegmentOnTheSyncAgentAloneAndNothingForAnEntry()
    {
        try (TestMember member = TestMember.open(leaderDir))
        {
            long logBytes = Long.MAX_VALUE;
            long agentBytesPerSegment = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++)
            {
                final int segmentCount = leaderDir.list().length;
                long roundLogBytes = 0;
                long roundAgentBytes = 0;
                for (int step = 0; step < ROLL_STEPS; step++)
                {
                    final long before = threads.getCurrentThreadAllocatedBytes();
                    member.log.append(3, EntryType.COMMAND, 1, 2, 3, 4, payload, 0, PAYLOAD_LENGTH);
                    member.log.requestSync();
                    member.log.syncedIndex();
                    final long between = threads.getCurrentThreadAllocatedBytes();
                    member.agent.doWork();
                    roundLogBytes += between - before;
                    roundAgentBytes += threads.getCurrentThreadAllocatedBytes() - between;
                }
                final int rollCount = leaderDir.list().length - segmentCount;
                assertTrue(rollCount >= 5, "rolls: " + rollCount);
                logBytes = Math.min(logBytes, roundLogBytes);
                agentBytesPerSegment = Math.min(agentBytesPerSegment, roundAgentBytes / rollCount);
            }
            assertEquals(0, logBytes);
            assertTrue(
                agentBytesPerSegment <= AGENT_BYTES_PER_SEGMENT_MAX, "bytes per segment: " + agentBytesPerSegment);
        }
    }

    private static TestMember open(final File directory)
    {
        return new TestMember(TestMember.context(directory).segmentLength(16 * 1024 * 1024));
    }

    private void step(
        final MmapRaftLog leader, final MmapRaftLog follower, final LogSyncAgent leaderAgent, final LogSyncAgent agent)
    {
        final long index =
            leader.append(3, EntryType.COMMAND, 1, 2, 3, 4, payload, 0, PAYLOAD_LENGTH);
        assertTrue(leader.append(3, EntryType.COMMAND, 1, 2, 3, 4, payload, 0, PAYLOAD_LENGTH) > 0);
        leader.requestSync();
        assertTrue(leader.read(index, 200, view));
        assertTrue(follower.verify(view.buffer(), 0, view.length()));
        assertEquals(index, follower.append(view.buffer(), 0, view.length()));
        assertTrue(leader.read(index + 1, 200, view));
        final int half = 80;
        assertEquals(index, follower.appendFragment(index + 1, 164, 0, view.buffer(), 0, half));
        assertEquals(
            index + 1, follower.appendFragment(index + 1, 164, half, view.buffer(), half, view.length() - half));
        follower.requestSync();
        leaderAgent.doWork();
        agent.doWork();
        assertTrue(leader.syncedIndex() == index + 1 && follower.syncedIndex() == index + 1);
        assertTrue(3 == leader.termAt(index) && index == leader.floorIndex(index, 3));
    }
}
