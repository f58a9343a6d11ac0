package io.balsa.log.mmap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** In which order recovery changes the directory, and that it keeps nothing open. */
@Timeout(60)
class LogRecoveryStepsTest
{
    @TempDir
    private File directory;

    @TempDir
    private File image;

    /** Two segments, the second in use and without a name, in the image. */
    private void leaveASpareInUse()
    {
        final FaultyStorage faulty = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(faulty)))
        {
            member.roll();
            member.log.requestSync();
            faulty.stepsLeft = 2;
            member.agent.doWork();
            TestMember.copy(directory, image);
        }
    }

    private void write(final int entryCount)
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < entryCount; i++)
            {
                member.append(1, 1000);
            }
            assertEquals(entryCount, member.sync());
        }
    }

    private static List<String> stepsToOpen(final File directory)
    {
        final FaultyStorage faulty = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(faulty)))
        {
            member.terms();
            return List.copyOf(faulty.steps);
        }
    }

    /** A segment that has a name says that all before it is durable. */
    @Test
    void shouldNameASegmentOnlyAfterAllUpToItIsForced()
    {
        leaveASpareInUse();
        assertEquals(
            List.of(
                "sync " + LogLayout.segmentName(1),
                "sync " + LogLayout.SPARE,
                "rename " + LogLayout.SPARE,
                "sync directory " + image,
                "sync " + LogLayout.segmentName(TestMember.ROLL_INDEX + 1)),
            stepsToOpen(image).subList(0, 5));
    }

    /** The mark of a truncation goes when all that it stands for is durably gone. */
    @Test
    void shouldRemoveTheMarkOfATruncationLast()
    {
        write(200);
        final Path mark = directory.toPath().resolve(LogLayout.truncationName(50));
        TestMember.writeBytes(mark, new byte[0]);
        final String[] names = directory.list();
        final List<String> steps = stepsToOpen(directory);
        assertEquals(
            List.of(
                "sync directory " + directory,
                "sync " + LogLayout.segmentName(1),
                "sync " + LogLayout.segmentName(1),
                "sync " + LogLayout.segmentName(1)),
            steps.subList(0, 4));
        final int end = 2 + (int)Arrays.stream(names).filter((name) -> name.startsWith("log-")).count();
        assertTrue(end > 5, "the position, segments behind the first, and a spare one");
        assertTrue(steps.subList(4, end).stream().allMatch((step) -> step.startsWith("delete log-")), steps::toString);
        assertEquals(
            List.of(
                "sync directory " + directory,
                "delete " + LogLayout.truncationName(50),
                "sync directory " + directory),
            steps.subList(end, end + 3));
        assertFalse(mark.toFile().exists());
    }

    /** What is in use under the spare's name belongs to the log only if nothing before it is missing. */
    @Test
    void shouldDropASpareBehindATruncation()
    {
        leaveASpareInUse();
        TestMember.writeBytes(image.toPath().resolve(LogLayout.truncationName(50)), new byte[0]);
        try (TestMember member = TestMember.open(image))
        {
            assertEquals(49, member.log.lastIndex());
        }
        assertFalse(new File(image, LogLayout.SPARE).exists());
    }

    @Test
    void shouldCloseEveryFile()
    {
        write(200);
        TestMember.writeBytes(
            directory.toPath().resolve(LogLayout.SPARE), new byte[TestMember.SEGMENT_LENGTH]);
        final FaultyStorage faulty = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(faulty)))
        {
            assertTrue(faulty.openFileCount() > 0);
            member.log.truncateSuffix(70);
            member.drain();
            member.append(2, 8);
            member.log.truncateSuffix(3);
        }
        assertEquals(0, faulty.openFileCount());
    }

    /** Segments that a truncation has taken out of the log, whether it was begun or not. */
    @Test
    void shouldCloseEveryFileWhenATruncationFails()
    {
        write(200);
        final FaultyStorage faulty = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(faulty)))
        {
            member.log.truncateSuffix(150);
            member.log.truncateSuffix(70);
            faulty.stepsLeft = 0;
            member.agent.doWork();
        }
        assertEquals(0, faulty.openFileCount());
    }

    @Test
    void shouldCloseEveryFileOfALogThatItRefuses()
    {
        write(200);
        final Path segment = TestMember.segment(directory, 3 * TestMember.ROLL_INDEX + 1);
        final byte[] bytes = TestMember.readBytes(segment);
        bytes[LogSegment.FRAMES_OFFSET + 100] ^= 1;
        TestMember.writeBytes(segment, bytes);
        final FaultyStorage faulty = new FaultyStorage(directory);
        assertThrows(CorruptStorageException.class,
            () -> MemberStorage.open(TestMember.context(directory).storage(faulty)));
        assertEquals(0, faulty.openFileCount());
    }

    @Test
    void shouldCloseEveryFileWhenItCannotBeOpened()
    {
        for (int steps = 0; steps < 8; steps++)
        {
            final FaultyStorage faulty = new FaultyStorage(directory);
            faulty.stepsLeft = steps;
            assertThrows(StorageException.class,
                () -> MemberStorage.open(TestMember.context(directory).storage(faulty)));
            assertEquals(0, faulty.openFileCount(), "steps=" + steps);
        }
    }
}
