package io.balsa.log.mmap;

import io.balsa.consensus.port.RaftLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What the log says of an append that nobody tries is what it answers to one. */
@Timeout(60)
class LogRefusalTest
{
    @TempDir
    private File directory;

    private final int payloadLength = TestMember.PAYLOAD_LENGTH_MAX;

    @Test
    void shouldTellThatTheNextSegmentIsNotReady()
    {
        try (TestMember member = TestMember.open(directory))
        {
            while (member.log.refusal() == 0)
            {
                assertEquals(member.log.lastIndex() + 1, member.tryAppend(1, payloadLength));
            }
            assertEquals(RaftLog.BACK_PRESSURED, member.log.refusal());
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(1, payloadLength));
            member.sync();
            assertEquals(0, member.log.refusal());
            member.append(1, payloadLength);
        }
    }

    /** A refusal for want of space ends by itself: also where nobody asks for a sync of what fills the space. */
    @Test
    void shouldTakeEntriesAgainWithoutARequestForASync()
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int segment = 0; segment < 3; segment++)
            {
                while (member.tryAppend(1, payloadLength) > 0)
                {
                    // Up to the end of what there is room for.
                }
                for (int i = 0; i < 3; i++)
                {
                    member.drain();
                    member.log.syncedIndex();
                }
                assertEquals(member.log.lastIndex() + 1, member.tryAppend(1, payloadLength));
            }
        }
    }

    @Test
    void shouldTellThatTheDiskIsFullUntilItIsNot()
    {
        final FaultyStorage storage = new FaultyStorage(directory);
        final long[] nowNs = {0};
        try (TestMember member =
            new TestMember(TestMember.context(directory).storage(storage).nanoClock(() -> nowNs[0])))
        {
            storage.isFull = true;
            member.drain();
            while (member.log.refusal() == 0)
            {
                member.append(1, payloadLength);
            }
            assertEquals(RaftLog.DISK_FULL, member.log.refusal());
            assertEquals(RaftLog.DISK_FULL, member.tryAppend(1, payloadLength));
            member.sync();
            assertEquals(RaftLog.DISK_FULL, member.log.refusal());
            storage.isFull = false;
            nowNs[0] += SegmentSupply.RETRY_INTERVAL_NS;
            member.drain();
            assertEquals(0, member.log.refusal());
            member.append(1, payloadLength);
        }
    }

    @Test
    void shouldTellThatATruncationIsNotDurable()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.append(1, 8);
            member.append(1, 8);
            member.sync();
            member.log.truncateSuffix(2);
            assertEquals(RaftLog.BACK_PRESSURED, member.log.refusal());
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(1, 8));
            member.sync();
            assertEquals(0, member.log.refusal());
        }
    }
}
