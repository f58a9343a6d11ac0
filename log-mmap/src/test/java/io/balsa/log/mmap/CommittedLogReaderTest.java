package io.balsa.log.mmap;

import com.sun.management.ThreadMXBean;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static io.balsa.log.mmap.TestMember.ROLL_INDEX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class CommittedLogReaderTest
{
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private File directory;

    private final Tail tail = new Tail();
    private long nowNs = 1;

    private TestMember open()
    {
        final TestMember member = TestMember.open(directory);
        member.drain();
        return member;
    }

    private CommittedLogReader reader()
    {
        return CommittedLogReader.open(directory);
    }

    private static void appendCommitted(final TestMember member, final int count, final int payloadLength)
    {
        for (int i = 0; i < count; i++)
        {
            member.append(1, payloadLength);
        }
        commit(member, member.log.lastIndex());
    }

    private static void commit(final TestMember member, final long index)
    {
        member.log.committed(index);
        member.sync();
        member.agent.doWork();
    }

    @Test
    void shouldDeliverWhatIsCommittedThroughManySegments()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            assertEquals(0, reader.poll(tail, ALL));
            for (int i = 0; i < 40; i++)
            {
                appendCommitted(member, 10, 1000 + i);
                assertEquals(10, reader.poll(tail, ALL));
            }
            assertEquals(400, tail.lastIndex);
            assertEquals(401, reader.position());
            assertEquals(400, reader.committedIndex());
            assertEquals(1, reader.firstIndex());
            assertEquals(TestMember.CLUSTER_ID, reader.identity().clusterId());
            assertEquals(MemberState.RUNNING, reader.memberState());
        }
    }

    @Test
    void shouldDeliverAsManyAsWanted()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            appendCommitted(member, 10, 100);
            assertEquals(0, reader.poll(tail, 0));
            assertEquals(3, reader.poll(tail, 3));
            assertEquals(3, tail.lastIndex);
            assertEquals(7, reader.poll(tail, ALL));
        }
    }

    @Test
    void shouldNotDeliverWhatIsNotCommitted()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            for (int i = 0; i < 10; i++)
            {
                member.append(1, 100);
            }
            member.sync();
            assertEquals(0, reader.poll(tail, ALL));
            member.log.committed(4);
            member.agent.doWork();
            assertEquals(4, reader.poll(tail, ALL));
        }
    }

    @Test
    void shouldNotDeliverWhatIsNotInTheFiles()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            member.append(1, 100);
            member.log.committed(1);
            member.drain();
            assertEquals(0, reader.poll(tail, ALL));
            member.sync();
            assertEquals(1, reader.poll(tail, ALL));
        }
    }

    /** A segment has its name only when the sync that first covers it has ended. */
    @Test
    void shouldNotDeliverFromASegmentWithoutName()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            member.roll();
            member.log.committed(TestMember.ROLL_COUNT);
            member.drain();
            assertEquals(0, reader.poll(tail, ALL));
            commit(member, TestMember.ROLL_COUNT);
            assertEquals(TestMember.ROLL_COUNT, reader.poll(tail, ALL));
        }
    }

    @Test
    void shouldGoOnBehindATruncation()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            appendCommitted(member, ROLL_INDEX - 5, 1000);
            for (int i = 0; i < 100; i++)
            {
                member.append(1, 1000);
            }
            member.sync();
            assertEquals(ROLL_INDEX - 5, reader.poll(tail, ALL));
            member.log.truncateSuffix(ROLL_INDEX - 4);
            assertEquals(0, reader.poll(tail, ALL));
            member.drain();
            assertEquals(0, reader.poll(tail, ALL));
            for (int i = 0; i < 100; i++)
            {
                assertTrue(member.tryAppend(2, 90) > 0);
            }
            member.log.committed(member.log.lastIndex());
            member.agent.doWork();
            assertEquals(0, reader.poll(tail, ALL));
            commit(member, member.log.lastIndex());
            assertEquals(100, reader.poll(tail, ALL));
            assertEquals(2, tail.lastTerm);
        }
    }

    @Test
    void shouldStartInTheMiddle()
    {
        try (TestMember member = open())
        {
            appendCommitted(member, 200, 1000);
            try (CommittedLogReader reader = CommittedLogReader.open(directory, 150))
            {
                assertEquals(51, reader.poll(tail, ALL));
                reader.position(3);
                tail.lastIndex = 2;
                assertEquals(198, reader.poll(tail, ALL));
                reader.position(300);
                assertEquals(0, reader.poll(tail, ALL));
                assertThrows(IllegalArgumentException.class, () -> reader.position(0));
            }
            assertThrows(IllegalArgumentException.class, () -> CommittedLogReader.open(directory, 0));
        }
    }

    @Test
    void shouldTellWhatIsNoLongerHeldAndNeverTouchWhatIsGone()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            appendCommitted(member, 200, 1000);
            assertEquals(10, reader.poll(tail, 10));
            member.log.truncatePrefix(150);
            member.sync();
            member.sync();
            assertFalse(TestMember.segment(directory, 1).toFile().exists());
            assertEquals(115, reader.firstIndex());
            // The deleted file is still mapped.
            assertEquals(ROLL_INDEX - 10, reader.poll(tail, ROLL_INDEX - 10));
            final EntryRemovedException e =
                assertThrows(EntryRemovedException.class, () -> reader.poll(tail, ALL));
            assertEquals(115, e.firstIndex());
            assertEquals(
                "index 58 is no longer held in " + directory + ", the log begins at 115; go on from there, or from a " +
                "snapshot", e.getMessage());
            assertEquals(58, reader.position());
            reader.position(e.firstIndex());
            tail.lastIndex = 114;
            assertEquals(86, reader.poll(tail, ALL));
        }
        try (CommittedLogReader reader = reader())
        {
            assertEquals(115, reader.position());
        }
    }

    @Test
    void shouldGoOnWhenTheMemberIsStartedAgain()
    {
        final CommittedLogReader reader;
        try (TestMember member = open())
        {
            reader = reader();
            appendCommitted(member, 100, 1000);
            assertEquals(70, reader.poll(tail, 70));
        }
        try (reader)
        {
            assertEquals(MemberState.CLOSED, reader.memberState());
            assertEquals(20, reader.poll(tail, 20));
            try (TestMember member = open())
            {
                assertEquals(MemberState.RUNNING, reader.memberState());
                assertEquals(10, reader.poll(tail, ALL));
                appendCommitted(member, 100, 1000);
                assertEquals(100, reader.poll(tail, ALL));
            }
        }
    }

    /** The segment in which the reader stands is deleted, and another one takes its name. */
    @Test
    void shouldNotReadASegmentThatAStartHasReplaced() throws IOException
    {
        final CommittedLogReader reader;
        try (TestMember member = open())
        {
            reader = reader();
            for (int i = 0; i < 100; i++)
            {
                member.append(1, 1000);
            }
            commit(member, 60);
            assertEquals(60, reader.poll(tail, ALL));
        }
        Files.createFile(directory.toPath().resolve(LogLayout.truncationName(50)));
        try (reader; TestMember member = open())
        {
            assertEquals(49, member.log.lastIndex());
            for (int i = 0; i < 60; i++)
            {
                member.append(2, 1000);
            }
            commit(member, member.log.lastIndex());
            assertEquals(1, reader.poll(tail, 1));
            assertEquals(2, tail.lastTerm);
            assertTrue(reader.poll(tail, ALL) > 0);
        }
    }

    @Test
    void shouldTellThatAMemberIsSilent()
    {
        try (TestMember member = new TestMember(
            TestMember.context(directory).nanoClock(() -> nowNs).epochNanoClock(() -> nowNs)))
        {
            member.drain();
            try (CommittedLogReader reader =
                CommittedLogReader.open(FileStorage.openReadOnly(directory), () -> nowNs, 1))
            {
                nowNs += LogPositionView.SILENCE_NS;
                assertEquals(MemberState.SILENT, reader.memberState());
                member.drain();
                assertEquals(MemberState.RUNNING, reader.memberState());
                nowNs += LogPositionView.SILENCE_NS - 1;
                assertEquals(MemberState.RUNNING, reader.memberState());
                nowNs++;
                assertEquals(MemberState.SILENT, reader.memberState());
                // Others may have replaced the whole directory.
                assertEquals(0, reader.poll(tail, 1));
                member.drain();
                assertEquals(MemberState.RUNNING, reader.memberState());
            }
        }
    }

    @Test
    void shouldFindThePositionOfADirectoryThatWasReplaced() throws IOException
    {
        try (TestMember member = open())
        {
            appendCommitted(member, 10, 100);
        }
        final Path file = directory.toPath().resolve(LogLayout.POSITION);
        try (CommittedLogReader reader =
            CommittedLogReader.open(FileStorage.openReadOnly(directory), () -> nowNs, 1))
        {
            assertEquals(10, reader.poll(tail, ALL));
            Files.delete(file);
            try (TestMember member = open())
            {
                appendCommitted(member, 10, 100);
                assertEquals(0, reader.poll(tail, ALL));
                nowNs += LogPositionView.REOPEN_INTERVAL_NS;
                assertEquals(0, reader.poll(tail, ALL));
                assertEquals(10, reader.poll(tail, ALL));
            }
            final byte[] foreign = TestMember.readBytes(file);
            foreign[16] ^= 1;
            Files.delete(file);
            TestMember.writeBytes(file, foreign);
            nowNs += LogPositionView.REOPEN_INTERVAL_NS;
            assertThrows(ForeignDirectoryException.class, () -> reader.poll(tail, ALL));
        }
    }

    @Test
    void shouldNotDeliverADamagedEntry()
    {
        try (TestMember member = open())
        {
            appendCommitted(member, 100, 1000);
        }
        final Path segment = TestMember.segment(directory, ROLL_INDEX + 1);
        final byte[] bytes = TestMember.readBytes(segment);
        final int offset = LogSegment.FRAMES_OFFSET + 1064;
        bytes[offset + 500] ^= 1;
        TestMember.writeBytes(segment, bytes);
        try (CommittedLogReader reader = reader())
        {
            assertEquals(ROLL_INDEX + 1, reader.poll(tail, ROLL_INDEX + 1));
            final CorruptStorageException e =
                assertThrows(CorruptStorageException.class, () -> reader.poll(tail, ALL));
            assertEquals(
                segment + " is damaged at offset " + offset + ", index " + (ROLL_INDEX + 2) +
                ": the committed entry does not hold; stop the member and verify its log", e.getMessage());
            assertEquals(ROLL_INDEX + 1, tail.lastIndex);
            reader.position(ROLL_INDEX + 3);
            tail.lastIndex++;
            assertEquals(100 - ROLL_INDEX - 2, reader.poll(tail, ALL));
        }
    }

    @Test
    void shouldNameASegmentThatIsMissing() throws IOException
    {
        try (TestMember member = open())
        {
            appendCommitted(member, 100, 1000);
        }
        Files.delete(TestMember.segment(directory, 1));
        try (CommittedLogReader reader = reader())
        {
            final CorruptStorageException e =
                assertThrows(CorruptStorageException.class, () -> reader.poll(tail, ALL));
            assertEquals(
                directory + " holds no segment with index 1; restore the directory", e.getMessage());
        }
        TestMember.writeBytes(TestMember.segment(directory, 1), new byte[10]);
        try (CommittedLogReader reader = reader())
        {
            final CorruptStorageException e =
                assertThrows(CorruptStorageException.class, () -> reader.poll(tail, ALL));
            assertTrue(e.getMessage().endsWith("is too short for a segment; restore the member"), e.getMessage());
        }
    }

    @Test
    void shouldDeliverAgainWhatTheHandlerHasFailedOn()
    {
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            appendCommitted(member, 10, 100);
            tail.failAt = 5;
            assertThrows(IllegalArgumentException.class, () -> reader.poll(tail, ALL));
            assertEquals(5, reader.position());
            assertEquals(6, reader.poll(tail, ALL));
        }
    }

    @Test
    void shouldRefuseADirectoryWhereNoMemberHasRun() throws IOException
    {
        assertTrue(assertThrows(StorageException.class, this::reader).getMessage().contains(
            "has no log-position: no member has run there; check the path, or start the member"));
        final Path file = directory.toPath().resolve(LogLayout.POSITION);
        Files.write(file, new byte[10]);
        assertTrue(assertThrows(StorageException.class, this::reader).getMessage().contains("is not 4096 bytes long"));
        Files.write(file, new byte[LogPosition.FILE_LENGTH]);
        assertTrue(assertThrows(StorageException.class, this::reader).getMessage().contains("says nothing"));
        Files.delete(file);
        open().close();
        final byte[] bytes = TestMember.readBytes(file);
        bytes[60] = 99;
        Files.write(file, bytes);
        assertTrue(assertThrows(StorageException.class, this::reader).getMessage().contains("has format version 99"));
        final File missing = new File(directory, "missing");
        assertThrows(StorageException.class, () -> CommittedLogReader.open(missing));
    }

    @Test
    void shouldSayThatItIsClosed()
    {
        open().close();
        final CommittedLogReader reader = reader();
        reader.close();
        reader.close();
        assertThrows(IllegalStateException.class, () -> reader.poll(tail, 1));
        assertThrows(IllegalStateException.class, reader::committedIndex);
        assertThrows(IllegalStateException.class, reader::firstIndex);
        assertThrows(IllegalStateException.class, reader::memberState);
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        try (TestMember member = new TestMember(TestMember.context(directory).segmentLength(4 * 1024 * 1024)))
        {
            member.drain();
            appendCommitted(member, 5000, 100);
            try (CommittedLogReader reader = reader())
            {
                assertEquals(1, reader.poll(tail, 1));
                long smallest = Long.MAX_VALUE;
                for (int round = 0; round < 5; round++)
                {
                    final long before = threads.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < 90; i++)
                    {
                        assertEquals(10, reader.poll(tail, 10));
                    }
                    smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
                }
                assertEquals(0, smallest);
            }
        }
    }

    @Test
    void shouldFollowALiveMemberFromAnotherProcess() throws Exception
    {
        final int count = 20_000;
        final Tail here = new Tail();
        try (TestMember member = open(); CommittedLogReader reader = reader())
        {
            final Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx64m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"),
                Tail.class.getName(), directory.toString(), Integer.toString(count))
                .redirectErrorStream(true).start();
            try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII))
            {
                assertEquals("follows", output.readLine());
                final AgentRunner runner = new AgentRunner(
                    new BackoffIdleStrategy(), Throwable::printStackTrace, null, member.agent);
                AgentRunner.startOnThread(runner);
                try (runner)
                {
                    appendLive(member, reader, here, count);
                }
                assertEquals(count + " " + here.checksum(), output.readLine());
                assertEquals(0, process.waitFor());
            }
            finally
            {
                process.destroyForcibly();
            }
        }
    }

    private static void appendLive(
        final TestMember member, final CommittedLogReader reader, final Tail here, final int count)
    {
        final BackoffIdleStrategy idle = new BackoffIdleStrategy();
        while (here.lastIndex < count)
        {
            int work = 0;
            while (member.log.lastIndex() < count && work < 50 && member.tryAppend(1, 200) > 0)
            {
                work++;
            }
            member.log.requestSync();
            member.log.committed(member.log.syncedIndex());
            idle.idle(work + reader.poll(here, 100));
        }
    }

    @Test
    void shouldFollowInModeInline()
    {
        try (TestMember member = new TestMember(TestMember.context(directory).syncMode(SyncMode.INLINE)))
        {
            final AgentInvoker invoker = new AgentInvoker(Throwable::printStackTrace, null, member.agent);
            invoker.start();
            invoker.invoke();
            try (CommittedLogReader reader = reader())
            {
                for (int i = 0; i < 100; i++)
                {
                    member.append(1, 1000);
                }
                member.log.requestSync();
                member.log.committed(90);
                invoker.invoke();
                assertEquals(90, reader.poll(tail, ALL));
            }
            invoker.close();
        }
    }
}
