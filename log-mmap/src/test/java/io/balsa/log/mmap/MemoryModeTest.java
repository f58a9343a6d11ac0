package io.balsa.log.mmap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A member whose log, term and vote are in memory. */
@Timeout(60)
class MemoryModeTest
{
    @TempDir
    private File directory;

    private TestMember open(final SyncMode mode)
    {
        return new TestMember(TestMember.context(directory).syncMode(mode));
    }

    private List<String> names()
    {
        return Arrays.stream(directory.list()).sorted().toList();
    }

    @Test
    void shouldWorkWithoutFiles()
    {
        try (TestMember member = open(SyncMode.MEMORY))
        {
            for (int i = 0; i < 300; i++)
            {
                member.append(1 + i / 100, 1000);
            }
            member.log.truncateSuffix(250);
            member.append(7, 10);
            assertEquals(250, member.sync());
            member.terms();
            assertTrue(member.termState.store(8, 2));
            member.drain();
            assertTrue(member.termState.pollStored());
            assertEquals(8, member.termState.term());
            assertEquals(List.of(LogLayout.IDENTITY, LogLayout.LOCK, LogLayout.MEMORY), names());
            assertThrows(StorageException.class, () -> open(SyncMode.MEMORY), "in use");
        }
    }

    /** It has forgotten its vote. */
    @Test
    void shouldNeverStartAgain()
    {
        open(SyncMode.MEMORY).close();
        for (final SyncMode mode : SyncMode.values())
        {
            final StorageException e = assertThrows(StorageException.class, () -> open(mode));
            assertTrue(e.getMessage().contains("in memory and are lost; start a new member"), e.getMessage());
        }
        assertThrows(StorageException.class, () -> LogReader.open(directory));
    }

    @Test
    void shouldRefuseADirectoryWithALog()
    {
        open(SyncMode.SYNC).close();
        final List<String> names = names();
        final StorageException e = assertThrows(StorageException.class, () -> open(SyncMode.MEMORY));
        assertTrue(e.getMessage().contains("syncMode=MEMORY needs an empty directory"), e.getMessage());
        assertEquals(names, names());
    }

    /** A process that died before there was an identity has never been a member. */
    @Test
    void shouldStartWhereOnlyTheMarkIs()
    {
        TestMember.writeBytes(directory.toPath().resolve(LogLayout.MEMORY), new byte[0]);
        open(SyncMode.SYNC).close();
        try (TestMember member = open(SyncMode.SYNC))
        {
            assertEquals(0, member.log.lastIndex());
        }
    }

    @Test
    void shouldForgetDeletedFiles()
    {
        try (MemoryStorage storage = new MemoryStorage(FileStorage.open(directory)))
        {
            final StorageFile file = storage.create("a");
            file.appendZeros(4096);
            file.map();
            file.buffer().putLong(8, 77);
            storage.rename("a", "b");
            storage.delete("b");
            assertEquals(77, file.buffer().getLong(8), "still mapped");
            file.close();
            assertEquals(0, storage.list().length);
            final StorageException e = assertThrows(StorageException.class, () -> storage.open("b"));
            assertTrue(e.getMessage().contains("no file b"), e.getMessage());
        }
    }
}
