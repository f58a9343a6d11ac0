package io.balsa.simulation.disk;

import io.balsa.log.mmap.Storage;
import io.balsa.log.mmap.StorageFile;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PowerLossTest
{
    private static final int SECTOR_LENGTH = 512;
    private static final int FILE_LENGTH = 16 * SECTOR_LENGTH;
    private static final int SEEDS = 300;

    private static SimDisk disk(final int seed, final DiskFaults faults)
    {
        final SimDisk disk = new SimDisk("sim", new SplittableRandom(seed), new TestScheduler());
        disk.faults(faults);
        return disk;
    }

    /** Old bytes are 1 and durable, new ones are 2 and not. */
    private static DirectBuffer afterRewrite(final SimDisk disk)
    {
        final Storage storage = disk.mount();
        final StorageFile file = storage.create("a");
        file.appendZeros(FILE_LENGTH);
        file.map();
        file.buffer().setMemory(0, FILE_LENGTH, (byte)1);
        file.force();
        storage.syncDirectory();
        file.buffer().setMemory(0, FILE_LENGTH, (byte)2);
        disk.powerLoss();
        return disk.bytes(SimDisk.Image.DURABLE, "a");
    }

    /** Words of a sector that are new, as bits. */
    private static long newWords(final DirectBuffer bytes, final int sector)
    {
        long words = 0;
        for (int i = 0; i < 64; i++)
        {
            final long word = bytes.getLong(sector * SECTOR_LENGTH + i * 8);
            assertTrue(0x0101_0101_0101_0101L == word || 0x0202_0202_0202_0202L == word, "words are whole");
            words |= (0x0202_0202_0202_0202L == word ? 1L : 0L) << i;
        }
        return words;
    }

    private static boolean isPrefix(final long words)
    {
        return 0 == (words & (words + 1));
    }

    @Test
    void shouldKeepDropOrTearEachSectorAlone()
    {
        int kept = 0;
        int dropped = 0;
        int prefixes = 0;
        int suffixes = 0;
        int mixed = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final DirectBuffer bytes = afterRewrite(disk(seed, new DiskFaults(0, 0, 0.5, 0.5, 0, 0, false)));
            for (int sector = 0; sector < FILE_LENGTH / SECTOR_LENGTH; sector++)
            {
                final long words = newWords(bytes, sector);
                kept += -1 == words ? 1 : 0;
                dropped += 0 == words ? 1 : 0;
                if (0 != words && -1 != words)
                {
                    prefixes += isPrefix(words) ? 1 : 0;
                    suffixes += isPrefix(~words) ? 1 : 0;
                    mixed += !isPrefix(words) && !isPrefix(~words) ? 1 : 0;
                }
            }
        }
        final int sectors = SEEDS * FILE_LENGTH / SECTOR_LENGTH;
        assertShare(0.25, kept, sectors);
        assertShare(0.25, dropped, sectors);
        assertShare(0.2, prefixes, sectors);
        assertShare(0.2, suffixes, sectors);
        assertShare(0.1, mixed, sectors);
    }

    private static void assertShare(final double expected, final int count, final int total)
    {
        assertEquals(expected, (double)count / total, 0.03);
    }

    @Test
    void shouldKeepOrDropEverythingAtTheExtremes()
    {
        int kept = 0;
        int dropped = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final DirectBuffer bytes = afterRewrite(disk(seed, new DiskFaults(0.3, 0.5, 0.5, 0, 0, 0, false)));
            int count = 0;
            for (int sector = 0; sector < FILE_LENGTH / SECTOR_LENGTH; sector++)
            {
                count += -1 == newWords(bytes, sector) ? 1 : 0;
            }
            kept += FILE_LENGTH / SECTOR_LENGTH == count ? 1 : 0;
            dropped += 0 == count ? 1 : 0;
        }
        assertEquals(0.3, (double)dropped / SEEDS, 0.08);
        assertEquals(0.35, (double)kept / SEEDS, 0.08);
    }

    @Test
    void shouldKeepAPrefixWhereContentIsWrittenInOrder()
    {
        final TreeSet<Integer> lengths = new TreeSet<>();
        int torn = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final DirectBuffer bytes = afterRewrite(disk(seed, new DiskFaults(0, 0, 0, 0.5, 0, 0, true)));
            int length = 0;
            while (length < FILE_LENGTH && 2 == bytes.getByte(length))
            {
                length++;
            }
            for (int i = length; i < FILE_LENGTH; i++)
            {
                assertEquals(1, bytes.getByte(i));
            }
            lengths.add(length / SECTOR_LENGTH);
            torn += 0 == length % SECTOR_LENGTH ? 0 : 1;
        }
        assertEquals(FILE_LENGTH / SECTOR_LENGTH + 1, lengths.size());
        assertTrue(torn > SEEDS / 4, "torn " + torn);
    }

    @Test
    void shouldKeepLengthsInBetween()
    {
        final TreeSet<Integer> lengths = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final SimDisk disk = disk(seed, new DiskFaults(0, 0, 0.5, 0, 0, 0, false));
            final Storage storage = disk.mount();
            final StorageFile file = storage.create("a");
            file.appendZeros(4096);
            file.force();
            storage.syncDirectory();
            file.appendZeros(4096);
            file.map();
            file.buffer().setMemory(0, 8192, (byte)1);
            disk.powerLoss();
            final DirectBuffer bytes = disk.bytes(SimDisk.Image.CACHED, "a");
            lengths.add(bytes.capacity());
            assertEquals(bytes.capacity(), disk.bytes(SimDisk.Image.DURABLE, "a").capacity());
        }
        assertEquals(4096, lengths.first());
        assertEquals(8192, lengths.last());
        assertEquals(9, lengths.size());
    }

    @Test
    void shouldKeepAPrefixOfTheChangesOfNamesOrAConsistentSubset()
    {
        final TreeSet<String> prefixes = new TreeSet<>();
        final TreeSet<String> subsets = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            prefixes.add(namesAfterLoss(seed, 0));
            subsets.add(namesAfterLoss(seed, 1));
        }
        assertEquals(
            new TreeSet<>(
                List.of("[z0]", "[]", "[spare1]", "[a1]", "[a1, spare2]", "[a1, b2]", "[a1, b2, spare3]")),
            prefixes);
        assertTrue(subsets.containsAll(prefixes));
        assertTrue(subsets.contains("[spare1, z0]"), subsets.toString());
    }

    @Test
    void shouldNotLoseADurableFileToOneThatTookItsOldName()
    {
        final TreeSet<String> found = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final SimDisk disk = disk(seed, new DiskFaults(0, 0, 0.5, 0, 1, 0, false));
            final Storage storage = disk.mount();
            create(storage, "spare", 1);
            storage.syncDirectory();
            storage.rename("spare", "a");
            create(storage, "spare", 2);
            disk.powerLoss();
            found.add(describe(disk));
        }
        assertEquals("[[a1, spare2], [a1], [spare1]]", found.toString());
    }

    /** The file that is created under a name is told by its length in pages. */
    private static String namesAfterLoss(final int seed, final double reorderNamesRate)
    {
        final SimDisk disk = disk(seed, new DiskFaults(0, 0, 0.5, 0, reorderNamesRate, 0, false));
        final Storage storage = disk.mount();
        create(storage, "z", 0);
        storage.syncDirectory();
        storage.delete("z");
        create(storage, "spare", 1);
        storage.rename("spare", "a");
        create(storage, "spare", 2);
        storage.rename("spare", "b");
        create(storage, "spare", 3);
        disk.powerLoss();
        return describe(disk);
    }

    private static String describe(final SimDisk disk)
    {
        assertArrayEquals(disk.names(SimDisk.Image.CACHED), disk.names(SimDisk.Image.DURABLE));
        final StringBuilder names = new StringBuilder();
        for (final String name : disk.names(SimDisk.Image.DURABLE))
        {
            names.append(names.isEmpty() ? "" : ", ")
                .append(name).append(disk.bytes(SimDisk.Image.DURABLE, name).capacity() / 4096);
        }
        return "[" + names + "]";
    }

    private static void create(final Storage storage, final String name, final int pages)
    {
        final StorageFile file = storage.create(name);
        file.appendZeros(pages * 4096);
        file.force();
    }

    @Test
    void shouldKeepWhatAForceWasWritingOrWhatCameAfterIt()
    {
        final TreeSet<Long> values = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final TestScheduler scheduler = new TestScheduler();
            final SimDisk disk = new SimDisk("sim", new SplittableRandom(seed), scheduler);
            disk.faults(new DiskFaults(0, 0, 0.5, 0, 0, 0, false));
            final Storage storage = disk.mount();
            final StorageFile file = storage.create("a");
            file.appendZeros(4096);
            file.map();
            file.force();
            storage.syncDirectory();
            file.buffer().putLong(0, 1);
            scheduler.after(0, () ->
            {
                file.buffer().putLong(0, 2);
                disk.powerLoss();
            });
            assertThrows(ProcessGone.class, file::force);
            values.add(disk.bytes(SimDisk.Image.DURABLE, "a").getLong(0));
        }
        assertEquals("[0, 1, 2]", values.toString());
    }

    @Test
    void shouldDoTheSameForTheSameSeed()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            final SimDisk one = disk(seed, DiskFaults.draw(new SplittableRandom(seed)));
            final SimDisk two = disk(seed, DiskFaults.draw(new SplittableRandom(seed)));
            afterRewrite(one);
            afterRewrite(two);
            assertEquals(one.fingerprint(), two.fingerprint());
        }
    }

    @Test
    void shouldRefuseARateThatIsNone()
    {
        final IllegalArgumentException e = assertThrows(
            IllegalArgumentException.class, () -> new DiskFaults(0, 0, 0, 1.1, 0, 0, false));
        assertEquals("tearRate=1.1: must be from 0 to 1", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> DiskFaults.vanishAll().withStaleCacheRate(Double.NaN));
    }
}
