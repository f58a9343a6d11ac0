package io.balsa.log.mmap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever became of its file, the last vote is known or the member is refused: never an older one. */
@Timeout(60)
class TermStateFuzzTest
{
    private static final Identity IDENTITY = new Identity(77, 1, 5, 0);
    private static final HeapStorage WHOLE = whole();

    private static HeapStorage whole()
    {
        final HeapStorage files = new HeapStorage();
        MmapTermStateStore.create(files, IDENTITY);
        try (MmapTermStateStore store = open(files))
        {
            store(store, 4, 2);
            store(store, 5, 1);
        }
        return files;
    }

    private static MmapTermStateStore open(final HeapStorage files)
    {
        return MmapTermStateStore.open(files, IDENTITY, new StorageFailure(), true, WakeUps.NONE);
    }

    private static void store(final MmapTermStateStore store, final long term, final int votedFor)
    {
        assertTrue(store.store(term, votedFor));
        assertTrue(store.pollStored());
    }

    @FuzzTest(maxDuration = "10m")
    void shouldKnowTheLastVoteOrRefuse(final byte[] edits)
    {
        final HeapStorage files = WHOLE.copy();
        FileEdits.damage(files, edits);
        check(files, true);
    }

    /** A file of any content at all, be its checksums right. */
    @FuzzTest(maxDuration = "10m")
    void shouldOpenOrRefuseWhatIsForged(final byte[] edits)
    {
        final HeapStorage files = WHOLE.copy();
        FileEdits.forge(files, edits);
        check(files, false);
    }

    private static void check(final HeapStorage files, final boolean isProven)
    {
        try
        {
            final Identity owner = MmapTermStateStore.owner(files);
            final long term;
            final int votedFor;
            try (MmapTermStateStore store = open(files))
            {
                assertTrue(null != owner);
                if (isProven)
                {
                    assertEquals(IDENTITY, owner);
                    assertEquals(5, store.term());
                    assertEquals(1, store.votedFor());
                    assertEquals(0, store.fencedTerm());
                }
                term = store.term();
                votedFor = store.votedFor();
            }
            try (MmapTermStateStore again = open(files))
            {
                assertEquals(term, again.term());
                assertEquals(votedFor, again.votedFor());
            }
        }
        catch (final StorageException e)
        {
            assertTrue(e.getMessage().contains("/heap/" + LogLayout.TERM_STATE), e.getMessage());
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
        }
    }
}
