package io.balsa.log.mmap;

import io.balsa.consensus.port.TermStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * A bit of every byte of a small directory is turned over, one at a time. The log that comes of it is the same, or it
 * is damaged and says so, and is the same after its repair; where nothing proves what was there it starts over. No
 * entry that was changed is ever served, and none is ever cut behind the member's back.
 * <p>
 * The normal build takes one of some bytes; {@code -Dbalsa.test.flips=all} takes every byte, and of some all bits.
 */
@Timeout(600)
class FlippedBitsTest
{
    private static final boolean IS_ALL = "all".equals(System.getProperty("balsa.test.flips"));
    private static final int STRIDE = 23;

    private final SmallLog whole = SmallLog.create();
    private int sameCount;
    private int repairedCount;
    private int startedOverCount;

    @Test
    void shouldNeitherServeNorCutAnythingOfALogThatWasClosed()
    {
        flipAll(whole.files, 0);
        assertEquals(0, startedOverCount, "all of it was marked as durable");
        assertTrue(sameCount > 0 && repairedCount > 0);
    }

    /** The last entries are durable, and no watermark says so yet. */
    @Test
    void shouldNeitherServeNorCutAnythingOfTheLastBatch()
    {
        final HeapStorage files = whole.files.copy();
        final HeapStorage image;
        final long markedIndex;
        try (TestMember member = SmallLog.openBusy(files))
        {
            markedIndex = member.log.lastIndex();
            for (int i = 0; i < 4; i++)
            {
                member.append(3, 150);
            }
            member.sync();
            image = files.copy();
            whole.take(member);
        }
        flipAll(image, markedIndex);
        assertTrue(startedOverCount > 0, "startedOver=" + startedOverCount);
    }

    /** Old segments were removed from the front. */
    @Test
    void shouldNeitherServeNorCutAnythingOfALogThatBeginsLater()
    {
        final HeapStorage files = whole.files.copy();
        try (TestMember member = SmallLog.open(files))
        {
            member.log.truncatePrefix(member.log.lastIndex());
            member.log.syncedIndex();
            member.drain();
            member.log.syncedIndex();
            member.drain();
            member.log.syncedIndex();
        }
        assertEquals(1, SmallLog.segmentCount(files));
        try (TestMember member = SmallLog.open(files))
        {
            assertTrue(member.log.firstIndex() > 1);
        }
        flipAll(files, 0);
        assertEquals(0, startedOverCount);
    }

    private void flipAll(final HeapStorage files, final long markedIndex)
    {
        for (final String name : files.list())
        {
            final int length = files.bytes(name).length;
            for (int offset = 0; offset < length; offset++)
            {
                if (IS_ALL || offset % STRIDE == 0)
                {
                    flip(files, name, offset, offset & 7, markedIndex);
                }
                if (IS_ALL && offset % STRIDE == 0)
                {
                    for (int bit = 0; bit < Byte.SIZE; bit++)
                    {
                        flip(files, name, offset, bit, markedIndex);
                    }
                }
            }
        }
    }

    private void flip(
        final HeapStorage files, final String name, final int offset, final int bit, final long markedIndex)
    {
        final HeapStorage flipped = files.copy();
        flipped.bytes(name)[offset] ^= (byte)(1 << bit);
        try
        {
            check(files, flipped, name, offset, markedIndex);
        }
        catch (final AssertionError | RuntimeException e)
        {
            fail(name + " offset=" + offset + " bit=" + bit + ": " + e, e);
        }
    }

    private void check(
        final HeapStorage files,
        final HeapStorage flipped,
        final String name,
        final int offset,
        final long markedIndex)
    {
        final Damage seen = readerVerdict(flipped);
        final Damage damage = startAndRead(flipped);
        if (null == damage)
        {
            sameCount++;
        }
        else
        {
            assertTrue(null != seen, "the reader says so too");
            if (whole.repair(flipped))
            {
                repairedCount++;
                assertNull(startAndRead(flipped));
            }
            else
            {
                startedOverCount++;
                startOver(flipped, markedIndex);
                return;
            }
        }
        assertSame(files, flipped, name, offset);
    }

    private static Damage readerVerdict(final HeapStorage files)
    {
        final HeapStorage copy = files.copy();
        try (LogReader reader = LogReader.open(copy))
        {
            assertTrue(reader.lastIndex() > 0);
            return null;
        }
        catch (final DamagedLogException e)
        {
            return e.damage();
        }
        finally
        {
            assertNull(copy.difference(files), "a reader changes nothing");
        }
    }

    /** What is damaged, found at the start or by reading; everything that was served before is right. */
    private Damage startAndRead(final HeapStorage files)
    {
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(whole.frames.size(), member.log.lastIndex(), "nothing is cut");
            assertEquals(3, member.termState.term());
            assertEquals(2, member.termState.votedFor());
            whole.assertServedBy(member);
            return null;
        }
        catch (final DamagedLogException e)
        {
            assertTrue(e.getMessage().contains("index "), e.getMessage());
        }
        try (TestMember member = SmallLog.open(files))
        {
            return fail("damage that was found is found again, lastIndex=" + member.log.lastIndex());
        }
        catch (final DamagedLogException e)
        {
            return e.damage();
        }
    }

    private void startOver(final HeapStorage files, final long markedIndex)
    {
        final long lastIndex;
        try (LogRepair repair = LogRepair.open(files, false))
        {
            lastIndex = repair.damage().afterIndex();
            assertTrue(lastIndex >= markedIndex, "what was marked as durable can be proven");
            repair.startOver();
            assertNull(repair.damage());
        }
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(lastIndex, member.log.lastIndex());
            assertEquals(4, member.termState.term());
            assertEquals(TermStateStore.NULL_MEMBER, member.termState.votedFor());
            assertEquals(4, member.termState.fencedTerm());
            whole.assertServedBy(member);
        }
    }

    /** All is as it was, but for watermarks, perhaps a byte that nobody reads, and the time of creation. */
    private static void assertSame(
        final HeapStorage files, final HeapStorage mended, final String name, final int offset)
    {
        final HeapStorage expected = files.copy();
        SmallLog.open(expected).close();
        for (final String segment : expected.list())
        {
            if (LogLayout.isSegment(segment))
            {
                System.arraycopy(mended.bytes(segment), 512, expected.bytes(segment), 512, 1024);
            }
        }
        if (expected.has(name) && 0 == expected.bytes(name)[offset])
        {
            expected.bytes(name)[offset] = mended.bytes(name)[offset];
        }
        expected.put(LogLayout.IDENTITY, mended.bytes(LogLayout.IDENTITY));
        assertNull(mended.difference(expected));
    }
}
