package io.balsa.log.mmap;

import io.balsa.consensus.port.TermStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class MmapTermStateStoreTest
{
    @TempDir
    private File directory;

    private Path file()
    {
        return directory.toPath().resolve(LogLayout.TERM_STATE);
    }

    private static void store(final TestMember member, final long term, final int votedFor)
    {
        assertTrue(member.termState.store(term, votedFor));
        member.drain();
        assertTrue(member.termState.pollStored());
    }

    private void assertStored(final long term, final int votedFor)
    {
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(term, member.termState.term());
            assertEquals(votedFor, member.termState.votedFor());
        }
    }

    @Test
    void shouldKeepTermAndVote()
    {
        assertStored(0, TermStateStore.NULL_MEMBER);
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 3, TermStateStore.NULL_MEMBER);
            store(member, 3, 2);
            store(member, 3, 2);
            store(member, 9, 0);
        }
        assertStored(9, 0);
    }

    @Test
    void shouldTellOnceOfEachWriteAndOnlyWhenItIsDurable()
    {
        try (TestMember member = TestMember.open(directory))
        {
            assertFalse(member.termState.pollStored());
            assertTrue(member.termState.store(1, 1));
            assertFalse(member.termState.pollStored());
            assertEquals(0, member.termState.term());
            assertFalse(member.termState.store(2, 1));
            member.agent.doWork();
            assertFalse(member.termState.store(2, 1), "until it is polled");
            assertTrue(member.termState.pollStored());
            assertFalse(member.termState.pollStored());
            assertEquals(1, member.termState.term());
            assertEquals(1, member.termState.votedFor());
        }
    }

    @Test
    void shouldRefuseASecondVoteInATerm()
    {
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 4, 2);
            assertThrows(IllegalStateException.class, () -> member.termState.store(4, 1));
            assertThrows(
                IllegalStateException.class, () -> member.termState.store(4, TermStateStore.NULL_MEMBER));
            assertThrows(IllegalArgumentException.class, () -> member.termState.store(3, 2));
        }
        assertStored(4, 2);
        try (TestMember member = TestMember.open(directory))
        {
            assertThrows(IllegalStateException.class, () -> member.termState.store(4, 1));
        }
    }

    @Test
    void shouldSurviveTheDamageOfEitherSlotAtEveryByte()
    {
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 4, 2);
            store(member, 5, 1);
        }
        final byte[] whole = TestMember.readBytes(file());
        for (int slot = 0; slot < 2; slot++)
        {
            for (int i = 0; i < FileHeader.LENGTH; i++)
            {
                final byte[] bad = whole.clone();
                bad[slot * MmapTermStateStore.SLOT_LENGTH + i] ^= (byte)(1 << (i & 7));
                TestMember.writeBytes(file(), bad);
                assertStored(5, 1);
                assertEquals(Arrays.hashCode(whole), Arrays.hashCode(TestMember.readBytes(file())), "was mended");
            }
        }
    }

    @Test
    void shouldTakeTheNewerSlotAfterACrashBetweenTheTwo()
    {
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 4, 2);
        }
        final byte[] older = TestMember.readBytes(file());
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 5, 1);
        }
        final byte[] newer = TestMember.readBytes(file());
        final int length = MmapTermStateStore.SLOT_LENGTH;
        final byte[] mixed = newer.clone();
        System.arraycopy(older, 0, mixed, 0, length);
        TestMember.writeBytes(file(), mixed);
        assertStored(5, 1);
        System.arraycopy(newer, 0, mixed, 0, length);
        System.arraycopy(older, length, mixed, length, length);
        TestMember.writeBytes(file(), mixed);
        assertStored(5, 1);
    }

    @Test
    void shouldRefuseTwoDamagedSlotsAndAFileOfAnotherLength()
    {
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 4, 2);
        }
        final byte[] bad = TestMember.readBytes(file());
        TestMember.writeBytes(file(), Arrays.copyOf(bad, 4096));
        assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        bad[20] ^= 1;
        bad[MmapTermStateStore.SLOT_LENGTH + 30] ^= 1;
        TestMember.writeBytes(file(), bad);
        final CorruptStorageException e =
            assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        assertTrue(e.getMessage().contains("both slots"), e.getMessage());
    }

    @Test
    void shouldRefuseADirectoryThatLostItsTermState()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.append(1, 8);
            member.sync();
        }
        assertTrue(file().toFile().delete());
        final CorruptStorageException e =
            assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        assertTrue(e.getMessage().contains("a vote may be lost"), e.getMessage());
    }

    private static void fence(final FaultyStorage storage)
    {
        try
        {
            MmapTermStateStore.fence(storage, IdentityFile.readOrDerive(storage));
        }
        finally
        {
            storage.close();
        }
    }

    @Test
    void shouldFenceInTheNextTermWithoutAVoteAndKeepTheFence()
    {
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 4, 2);
            assertEquals(0, member.termState.fencedTerm());
        }
        fence(new FaultyStorage(directory));
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(5, member.termState.term());
            assertEquals(TermStateStore.NULL_MEMBER, member.termState.votedFor());
            assertEquals(5, member.termState.fencedTerm());
            store(member, 7, 2);
            assertEquals(5, member.termState.fencedTerm());
        }
        assertStored(7, 2);
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(5, member.termState.fencedTerm());
        }
    }

    /** Either it was not fenced at all, and then nothing is cut, or it is, and the vote is of no use any more. */
    @Test
    void shouldFenceWhollyOrNotAtAllWhateverStepFails()
    {
        try (TestMember member = TestMember.open(directory))
        {
            store(member, 4, 2);
        }
        final byte[] before = TestMember.readBytes(file());
        boolean isFenced = false;
        for (int steps = 0; !isFenced; steps++)
        {
            TestMember.writeBytes(file(), before);
            final FaultyStorage storage = new FaultyStorage(directory);
            storage.stepsLeft = steps;
            try
            {
                fence(storage);
                isFenced = true;
            }
            catch (final StorageException ex)
            {
                assertTrue(ex.getMessage().contains("cannot sync term-state"), ex.getMessage());
            }
            try (TestMember member = TestMember.open(directory))
            {
                final long fencedTerm = member.termState.fencedTerm();
                assertTrue(fencedTerm == 5 || (fencedTerm == 0 && !isFenced));
                assertEquals(fencedTerm == 5 ? 5 : 4, member.termState.term());
                assertEquals(fencedTerm == 5 ? TermStateStore.NULL_MEMBER : 2, member.termState.votedFor());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldForceInEveryMode(final SyncMode mode)
    {
        final FaultyStorage storage = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(storage).syncMode(mode)))
        {
            member.drain();
            final int before = storage.forceCount;
            assertTrue(member.termState.store(1, 1));
            assertEquals(SyncMode.INLINE == mode ? 2 : 0, storage.forceCount - before);
            member.agent.doWork();
            assertEquals(2, storage.forceCount - before);
            assertTrue(member.termState.pollStored());
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldRefuseAllWorkAfterAFailedWrite(final SyncMode mode)
    {
        final FaultyStorage storage = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(storage).syncMode(mode)))
        {
            member.drain();
            storage.stepsLeft = 0;
            if (SyncMode.INLINE == mode)
            {
                assertThrows(StorageException.class, () -> member.termState.store(1, 1));
            }
            else
            {
                member.termState.store(1, 1);
                member.agent.doWork();
            }
            storage.stepsLeft = Integer.MAX_VALUE;
            final StorageException e =
                assertThrows(StorageException.class, () -> member.termState.pollStored());
            assertTrue(e.getMessage().contains("cannot sync term-state: Input/output error"), e.getMessage());
            assertThrows(StorageException.class, () -> member.termState.store(2, 1));
            assertThrows(StorageException.class, () -> member.tryAppend(1, 1));
            assertEquals(0, member.termState.term());
        }
    }
}
