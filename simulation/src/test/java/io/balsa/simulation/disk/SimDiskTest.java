package io.balsa.simulation.disk;

import io.balsa.log.mmap.DiskFullException;
import io.balsa.log.mmap.Storage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.StorageFile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SimDiskTest
{
    private static final int SECTOR_LENGTH = 512;

    private final TestScheduler scheduler = new TestScheduler();
    private final SimDisk disk = new SimDisk("sim", new SplittableRandom(1), scheduler);
    private Storage storage = disk.mount();

    /** A file of 16 sectors, mapped, all of it durable. */
    private StorageFile file(final String name)
    {
        final StorageFile file = storage.create(name);
        file.appendZeros(8192);
        file.map();
        file.force();
        storage.syncDirectory();
        return file;
    }

    private DirectBuffer durable(final String name)
    {
        return disk.bytes(SimDisk.Image.DURABLE, name);
    }

    private DirectBuffer cached(final String name)
    {
        return disk.bytes(SimDisk.Image.CACHED, name);
    }

    @Test
    void shouldKeepThePageCacheWhenAProcessDies()
    {
        final StorageFile file = file("a");
        final UnsafeBuffer mapped = file.buffer();
        mapped.putLong(600, 7);
        disk.kill();
        assertEquals(7, cached("a").getLong(600));
        assertEquals(0, durable("a").getLong(600));
        assertEquals(7, disk.mount().open("a").buffer().getLong(600));
        disk.powerLoss();
        assertEquals(0, cached("a").getLong(600));
    }

    @Test
    void shouldDetachTheMappingsOfADeadProcess()
    {
        final StorageFile file = file("a");
        final UnsafeBuffer mapped = file.buffer();
        disk.kill();
        mapped.putLong(0, 1);
        assertEquals(0, disk.mount().open("a").buffer().getLong(0));
        disk.powerLoss();
        mapped.putLong(0, 2);
        assertEquals(0, disk.mount().open("a").buffer().getLong(0));
        assertEquals(0, disk.dirtySectorCount());
    }

    @Test
    void shouldDetachTheMappingOfADeletedFileThatComesBack()
    {
        final UnsafeBuffer mapped = file("a").buffer();
        storage.delete("a");
        disk.faults(new DiskFaults(0, 0, 1, 0, 0, 0, false));
        disk.kill();
        mapped.putLong(0, 1);
        disk.faults(DiskFaults.vanishAll());
        disk.powerLoss();
        assertEquals(0, durable("a").getLong(0));
    }

    @Test
    void shouldRefuseEveryCallOfADeadProcess()
    {
        final StorageFile file = file("a");
        disk.kill();
        assertThrows(ProcessGone.class, storage::location);
        assertThrows(ProcessGone.class, storage::list);
        assertThrows(ProcessGone.class, () -> storage.create("b"));
        assertThrows(ProcessGone.class, () -> storage.open("a"));
        assertThrows(ProcessGone.class, () -> storage.rename("a", "b"));
        assertThrows(ProcessGone.class, () -> storage.delete("a"));
        assertThrows(ProcessGone.class, storage::syncDirectory);
        assertThrows(ProcessGone.class, () -> storage.lock("lock"));
        assertThrows(ProcessGone.class, storage::close);
        assertThrows(ProcessGone.class, file::length);
        assertThrows(ProcessGone.class, () -> file.appendZeros(4096));
        assertThrows(ProcessGone.class, file::map);
        assertThrows(ProcessGone.class, file::buffer);
        assertThrows(ProcessGone.class, file::byteBuffer);
        assertThrows(ProcessGone.class, file::force);
        assertThrows(ProcessGone.class, file::close);
        assertArrayEquals(new String[]{"a"}, disk.names(SimDisk.Image.CACHED));
    }

    @Test
    void shouldUnwindAProcessThatDiesWhileItWaits()
    {
        final StorageFile file = file("a");
        file.buffer().putLong(0, 7);
        scheduler.after(0, disk::kill);
        assertThrows(ProcessGone.class, file::force);
        assertEquals(0, durable("a").getLong(0));
        assertEquals(7, cached("a").getLong(0));
        int created = 0;
        for (int i = 0; i < 50; i++)
        {
            final Storage other = disk.mount();
            final String name = "b" + i;
            scheduler.after(0, disk::kill);
            assertThrows(ProcessGone.class, () -> other.create(name));
            created += null == cached(name) ? 0 : 1;
        }
        assertTrue(created > 0 && created < 50, "done or not: " + created);
    }

    @Test
    void shouldMapSharedMemory()
    {
        final StorageFile file = file("a");
        final StorageFile again = storage.open("a");
        file.buffer().putByte(5, (byte)9);
        assertEquals(9, again.buffer().getByte(5));
        assertEquals(9, again.byteBuffer().get(5));
        again.close();
        assertEquals(0, again.buffer().capacity());
        assertThrows(IllegalStateException.class, () -> file.appendZeros(4096));
        assertThrows(IllegalArgumentException.class, () -> storage.create("b").appendZeros(100));
        assertEquals(0, storage.create("c").byteBuffer().capacity());
    }

    @Test
    void shouldLockForOneProcess()
    {
        storage.lock("lock");
        final Storage other = disk.mount();
        final StorageException e = assertThrows(StorageException.class, () -> other.lock("lock"));
        assertEquals(
            "directory sim is in use by a running member or tool; stop it or choose another directory", e.getMessage());
        other.close();
        assertThrows(StorageException.class, () -> disk.mount().lock("lock"), "not released by another one");
        storage.close();
        disk.mount().lock("lock");
        disk.kill();
        disk.mount().lock("lock");
        disk.powerLoss();
        disk.mount().lock("lock");
    }

    @Test
    void shouldNameFileAndReason()
    {
        assertMessage("cannot open sim/x: no such file", () -> storage.open("x"));
        assertMessage("cannot rename sim/x: no such file", () -> storage.rename("x", "y"));
        assertMessage("cannot delete sim/x: no such file", () -> storage.delete("x"));
        final Storage view = disk.mountReadOnly(SimDisk.Image.DURABLE);
        assertMessage("cannot open sim/x: no such file", () -> view.open("x"));
        assertMessage("cannot create x: sim was opened for reading only", () -> view.create("x"));
    }

    private static void assertMessage(final String message, final Executable call)
    {
        assertEquals(message, assertThrows(StorageException.class, call).getMessage());
    }

    @Test
    void shouldTellWhatIsWaitedFor()
    {
        final StorageFile file = file("a");
        file.buffer().putLong(0, 1);
        file.buffer().putLong(1000, 1);
        file.force();
        storage.rename("a", "b");
        storage.delete("b");
        assertEquals(
            List.of(
                "CREATE a 0", "APPEND_ZEROS a 8192", "FORCE a 0", "SYNC_DIRECTORY  0", "FORCE a 1024", "RENAME a 0",
                "DELETE b 0"),
            scheduler.operations);
        assertEquals(2, disk.forceCount());
        assertEquals(1024, disk.forcedBytes());
    }

    @Test
    void shouldMakeDurableWhatWasThereWhenAForceBegan()
    {
        int included = 0;
        for (int i = 0; i < 50; i++)
        {
            final String name = "a" + i;
            final StorageFile file = file(name);
            file.buffer().putLong(0, 1);
            file.buffer().putLong(512, 1);
            scheduler.after(0, () ->
            {
                file.buffer().putLong(0, 2);
                file.buffer().putLong(1024, 2);
            });
            file.force();
            assertEquals(1, durable(name).getLong(512));
            assertTrue(durable(name).getLong(0) > 0);
            included += durable(name).getLong(1024) > 0 ? 1 : 0;
            final int dirty = disk.dirtySectorCount();
            assertEquals((1 == durable(name).getLong(0) ? 1 : 0) + (0 == durable(name).getLong(1024) ? 1 : 0), dirty);
            file.force();
            assertEquals(2, durable(name).getLong(0));
            assertEquals(0, disk.dirtySectorCount());
        }
        assertTrue(included > 0 && included < 50, "included or not: " + included);
    }

    @Test
    void shouldNotGoBackWhenForcesOverlap()
    {
        final StorageFile file = file("a");
        file.buffer().putLong(0, 1);
        scheduler.after(0, () ->
        {
            file.buffer().putLong(0, 2);
            file.force();
        });
        file.force();
        assertEquals(2, durable("a").getLong(0));
        assertEquals(0, disk.dirtySectorCount());
    }

    @Test
    void shouldIncludeInOrderWhatCameDuringAForce()
    {
        disk.faults(DiskFaults.vanishAll().withInOrder(true));
        for (int i = 0; i < 50; i++)
        {
            final String name = "a" + i;
            final StorageFile file = file(name);
            scheduler.after(0, () -> file.buffer().setMemory(0, 8192, (byte)1));
            file.force();
            for (int offset = SECTOR_LENGTH; offset < 8192; offset += SECTOR_LENGTH)
            {
                assertTrue(durable(name).getByte(offset - SECTOR_LENGTH) >= durable(name).getByte(offset));
            }
        }
    }

    @Test
    void shouldMakeNamesDurableByTheSyncOfTheDirectoryAlone()
    {
        file("a");
        final StorageFile file = storage.create("b");
        file.appendZeros(4096);
        file.force();
        storage.rename("a", "c");
        disk.powerLoss();
        assertArrayEquals(new String[]{"a"}, disk.names(SimDisk.Image.CACHED));
        storage = disk.mount();
        storage.rename("a", "c");
        file("d");
        storage.delete("d");
        disk.powerLoss();
        assertArrayEquals(new String[]{"c", "d"}, disk.mount().list());
    }

    @Test
    void shouldSyncTheNamesThatWereThereWhenTheSyncBegan()
    {
        int included = 0;
        for (int i = 0; i < 50; i++)
        {
            final String name = "a" + i;
            storage.create(name);
            scheduler.after(0, () ->
            {
                storage.create(name + "x");
                storage.syncDirectory();
                storage.create(name + "y");
            });
            storage.syncDirectory();
            assertEquals(0, durable(name).capacity());
            assertEquals(0, durable(name + "x").capacity());
            included += null == durable(name + "y") ? 0 : 1;
        }
        assertTrue(included > 0 && included < 50, "included or not: " + included);
    }

    @Test
    void shouldReplaceAFileOfTheSameName()
    {
        final StorageFile old = file("a");
        old.buffer().putLong(0, 1);
        old.force();
        final StorageFile file = storage.create("a");
        assertEquals(0, file.length());
        file("b");
        storage.rename("b", "a");
        disk.powerLoss();
        assertTrue(List.of(0, 8192).contains(durable("a").capacity()));
    }

    @Test
    void shouldRunOutOfRoom()
    {
        file("a");
        disk.capacity(8192 + 3 * 4096 + 100);
        final StorageFile file = storage.create("b");
        final DiskFullException e = assertThrows(DiskFullException.class, () -> file.appendZeros(5 * 4096));
        assertEquals("cannot preallocate sim/b: No space left on device; free some space", e.getMessage());
        assertEquals(3 * 4096, file.length());
        storage.delete("b");
        assertThrows(DiskFullException.class, () -> storage.create("c").appendZeros(4096), "b is still open");
        file.close();
        storage.create("d").appendZeros(3 * 4096);
        disk.full(true);
        final DiskFullException full = assertThrows(DiskFullException.class, () -> storage.create("e"));
        assertEquals("cannot create sim/e: No space left on device; free some space", full.getMessage());
        storage.create("d").close();
        disk.full(false);
        storage.create("e");
    }

    @Test
    void shouldForgetEverythingWhenWiped()
    {
        storage.lock("lock");
        file("a");
        disk.wipe();
        assertEquals(0, disk.mount().list().length);
        disk.powerLoss();
        assertEquals(0, disk.mount().list().length);
        disk.mount().lock("lock");
    }

    @Test
    void shouldShowImagesForReading()
    {
        final StorageFile file = file("a");
        storage.lock("lock");
        file.buffer().putLong(0, 7);
        final Storage cached = disk.mountReadOnly(SimDisk.Image.CACHED);
        final Storage durable = disk.mountReadOnly(SimDisk.Image.DURABLE);
        cached.lock("lock");
        assertEquals(7, cached.open("a").buffer().getLong(0));
        assertEquals(0, durable.open("a").buffer().getLong(0));
        assertTrue(durable.open("a").byteBuffer().isReadOnly());
        assertArrayEquals(new String[]{"a", "lock"}, cached.list());
        assertArrayEquals(new String[]{"a"}, durable.list());
        assertNull(cached("none"));
    }

    @Test
    void shouldTellTheDeviceByItsFingerprint()
    {
        final long empty = disk.fingerprint();
        final StorageFile file = file("a");
        final long zeros = disk.fingerprint();
        assertNotEquals(empty, zeros);
        file.buffer().putLong(0, 7);
        assertEquals(zeros, disk.fingerprint());
        file.force();
        assertNotEquals(zeros, disk.fingerprint());
        file.buffer().putLong(0, 0);
        file.force();
        assertEquals(zeros, disk.fingerprint());
        storage.rename("a", "b");
        storage.syncDirectory();
        assertNotEquals(zeros, disk.fingerprint());
        assertFalse(scheduler.operations.isEmpty());
    }
}
