package io.balsa.simulation.disk;

import io.balsa.log.mmap.Storage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.StorageFile;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DiskDamageTest
{
    private static final String SEGMENT = "log-00000000000000000001.seg";
    private static final int LENGTH = 8192;

    private final SimDisk disk = new SimDisk("sim", new SplittableRandom(3), new TestScheduler());
    private Storage storage = disk.mount();
    private StorageFile file;

    @BeforeEach
    void createFile()
    {
        file = storage.create(SEGMENT);
        file.appendZeros(LENGTH);
        file.map();
        file.force();
        storage.syncDirectory();
    }

    private DirectBuffer durable()
    {
        return disk.bytes(SimDisk.Image.DURABLE, SEGMENT);
    }

    private DirectBuffer cached()
    {
        return disk.bytes(SimDisk.Image.CACHED, SEGMENT);
    }

    private void fill(final int value)
    {
        file.buffer().setMemory(0, LENGTH, (byte)value);
    }

    private static int count(final DirectBuffer bytes, final int value)
    {
        int count = 0;
        for (int i = 0; i < bytes.capacity(); i++)
        {
            count += value == bytes.getByte(i) ? 1 : 0;
        }
        return count;
    }

    @Test
    void shouldDamageTheEndOfWhatWasWritten()
    {
        assertEquals(LENGTH, count(durable(), 0));
        assertNull(disk.rotAtEnd(Damage.Kind.FLIPPED_BIT), "nothing was written");
        file.buffer().setMemory(0, 5_000, (byte)1);
        file.force();
        for (int i = 1; i <= 20; i++)
        {
            final Damage damage = disk.rotAtEnd(Damage.Kind.FLIPPED_BIT);
            assertNotNull(damage);
            assertEquals(SEGMENT, damage.name());
            assertTrue(damage.offset() >= 5_000 - 64 && damage.offset() < 5_000, damage.toString());
            assertEquals(i, disk.damages().size());
        }
    }

    @Test
    void shouldNeverWriteWhatAFailedForceDidNot()
    {
        fill(1);
        disk.failNextForce();
        final StorageException e = assertThrows(StorageException.class, file::force);
        assertEquals("cannot sync sim/" + SEGMENT + ": Input/output error", e.getMessage());
        assertEquals(LENGTH, count(cached(), 1), "the page cache shows it");
        assertEquals(0, disk.dirtySectorCount(), "and says that it is clean");
        final int written = count(durable(), 1);
        assertTrue(written < LENGTH, "one sector at least is lost");
        file.force();
        assertEquals(written, count(durable(), 1), "the next force does not fail and writes nothing");
        file.buffer().putByte(100, (byte)2);
        file.force();
        assertEquals(1, count(durable(), 2), "what is stored again is written");
        final int rewritten = count(durable(), 1);
        disk.faults(DiskFaults.surviveAll());
        disk.powerLoss();
        assertEquals(rewritten, count(cached(), 1));
    }

    @Test
    void shouldFailEveryForceUntilToldOtherwise()
    {
        disk.failForces(true);
        for (int i = 1; i < 5; i++)
        {
            fill(i);
            assertThrows(StorageException.class, file::force);
        }
        disk.failForces(false);
        fill(9);
        file.force();
        assertEquals(LENGTH, count(durable(), 9));
    }

    @Test
    void shouldReadAgainAfterTheDeathOfAProcessUnlessTheCacheIsStale()
    {
        fill(1);
        disk.failNextForce();
        assertThrows(StorageException.class, file::force);
        final int written = count(durable(), 1);
        disk.faults(DiskFaults.vanishAll().withStaleCacheRate(1));
        disk.kill();
        assertEquals(LENGTH, count(cached(), 1));
        disk.faults(DiskFaults.vanishAll());
        disk.kill();
        assertEquals(written, count(cached(), 1));
    }

    @Test
    void shouldFlipOneBit()
    {
        fill(1);
        file.force();
        final Damage damage = disk.rot(Damage.Kind.FLIPPED_BIT, SEGMENT, 700);
        assertEquals(new Damage(Damage.Kind.FLIPPED_BIT, SEGMENT, 700, 1), damage);
        assertEquals(1, Integer.bitCount((durable().getByte(700) ^ 1) & 0xFF));
        assertEquals(durable().getByte(700), cached().getByte(700));
        assertEquals(LENGTH - 1, count(durable(), 1));
        assertEquals(0, disk.dirtySectorCount());
        assertEquals(List.of(damage), disk.damages());
    }

    @Test
    void shouldZeroOrReplaceASector()
    {
        fill(1);
        file.force();
        assertEquals(
            new Damage(Damage.Kind.ZEROED_SECTOR, SEGMENT, 512, 512),
            disk.rot(Damage.Kind.ZEROED_SECTOR, SEGMENT, 700));
        assertEquals(LENGTH - 512, count(cached(), 1));
        assertNull(disk.rot(Damage.Kind.ZEROED_SECTOR, SEGMENT, 700), "it was zero");
        Damage damage = null;
        while (null == damage)
        {
            damage = disk.rot(Damage.Kind.REPLACED_SECTOR, SEGMENT, 700);
        }
        assertEquals(LENGTH, count(durable(), 1));
        assertEquals(2, disk.damages().size());
    }

    @Test
    void shouldNotDamageTheDirtyPageCache()
    {
        fill(1);
        disk.rot(Damage.Kind.FLIPPED_BIT, SEGMENT, 700);
        assertEquals(LENGTH, count(cached(), 1));
        file.force();
        assertEquals(LENGTH, count(durable(), 1), "written over");
    }

    @Test
    void shouldFindAPlaceThatHoldsSomethingInAFileOfTheKind()
    {
        assertNull(disk.rot(Damage.Kind.FLIPPED_BIT, FileKind.SEGMENT), "all zeros");
        assertNull(disk.rot(Damage.Kind.FLIPPED_BIT, FileKind.TERM_STATE), "no such file");
        file.buffer().putByte(5000, (byte)7);
        file.force();
        assertEquals(
            new Damage(Damage.Kind.FLIPPED_BIT, SEGMENT, 5000, 1),
            disk.rot(Damage.Kind.FLIPPED_BIT, FileKind.SEGMENT));
        assertTrue(FileKind.TERM_STATE.matches("term-state"));
        assertTrue(FileKind.IDENTITY.matches("identity"));
        assertTrue(!FileKind.IDENTITY.matches("identity.tmp") && !FileKind.SEGMENT.matches("log-spare.tmp"));
    }

    @Test
    void shouldRefuseAPlaceOrADamageThatCannotBe()
    {
        assertThrows(
            IllegalArgumentException.class, () -> disk.rot(Damage.Kind.FLIPPED_BIT, SEGMENT, LENGTH));
        assertThrows(IllegalArgumentException.class, () -> disk.rot(Damage.Kind.FLIPPED_BIT, "none", 0));
        assertThrows(IllegalArgumentException.class, () -> disk.rot(Damage.Kind.LOST_WRITE, SEGMENT, 0));
    }

    @Test
    void shouldLandAWriteInAWrongPlace()
    {
        int elsewhere = 0;
        for (int i = 1; i < 50; i++)
        {
            fill(i);
            file.force();
            final long before = disk.damages().size();
            disk.misdirectNextForce();
            file.buffer().setMemory(512, 512, (byte)-i);
            file.force();
            assertEquals(512, count(cached(), -i), "the page cache shows it");
            assertEquals(0, disk.dirtySectorCount());
            assertEquals(i, durable().getByte(512), "the right place keeps what it had");
            assertEquals(
                new Damage(Damage.Kind.LOST_WRITE, SEGMENT, 512, 512), disk.damages().get((int)before));
            if (disk.damages().size() > before + 1)
            {
                elsewhere++;
                final Damage damage = disk.damages().get((int)before + 1);
                assertEquals(Damage.Kind.MISDIRECTED_WRITE, damage.what());
                assertNotEquals(512, damage.offset());
                assertEquals(-i, durable().getByte(damage.offset()));
                assertEquals(i, cached().getByte(damage.offset()));
            }
            file.force();
            assertEquals(i, durable().getByte(512), "and for good");
            disk.powerLoss();
            assertEquals(i, cached().getByte(512));
            storage = disk.mount();
            file = storage.open(SEGMENT);
            fill(0);
        }
        assertTrue(elsewhere > 30, "landed elsewhere " + elsewhere);
    }

    @Test
    void shouldNotKnowOfAWriteThatLandedInAnotherFile()
    {
        final StorageFile other = storage.create("term-state");
        other.appendZeros(LENGTH);
        other.map();
        other.force();
        for (int i = 1; !"term-state".equals(lastDamaged()); i++)
        {
            disk.misdirectNextForce();
            fill(i);
            file.force();
        }
        assertEquals(0, disk.dirtySectorCount());
        assertEquals(LENGTH, count(disk.bytes(SimDisk.Image.CACHED, "term-state"), 0));
        storage.syncDirectory();
        disk.powerLoss();
        assertEquals(LENGTH - 512, count(disk.bytes(SimDisk.Image.CACHED, "term-state"), 0));
    }

    private String lastDamaged()
    {
        final List<Damage> damages = disk.damages();
        return damages.isEmpty() ? "" : damages.get(damages.size() - 1).name();
    }
}
