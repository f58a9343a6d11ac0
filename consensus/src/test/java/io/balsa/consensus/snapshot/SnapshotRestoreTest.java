package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.support.SlotLog;
import io.balsa.consensus.support.TestLog;
import io.balsa.consensus.support.TestSnapshotStore;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A member starts from a snapshot that its log goes on from, from its whole log, or not at all. */
class SnapshotRestoreTest
{
    private final TestSnapshotStore store = new TestSnapshotStore();
    private final TestLog log = new SlotLog().open().commands(18).log();
    private final List<String> unread = new ArrayList<>();

    @Test
    void shouldStartFromTheNewestSnapshot()
    {
        publish(5, 1);
        publish(12, 1);
        log.truncatePrefix(6);
        assertEquals(12, open());
    }

    @Test
    void shouldStartFromTheOlderOneWhenTheNewestIsDamaged()
    {
        publish(5, 1);
        publish(12, 1);
        store.damage(12);
        log.truncatePrefix(6);
        assertEquals(5, open());
    }

    @Test
    void shouldStartFromTheWholeLogWhenThereIsNone()
    {
        assertNull(SnapshotRestore.open(store, log, (reason) -> unread.add(reason.getMessage())));
        assertEquals(List.of(), unread);
    }

    @Test
    void shouldStartFromTheWholeLogWhenNoneCanBeReadAndSaySo()
    {
        publish(5, 1);
        store.damage(5);
        assertNull(SnapshotRestore.open(store, log, (reason) -> unread.add(reason.getMessage())));
        assertEquals(List.of("no snapshot is whole"), unread);
    }

    @Test
    void shouldRefuseAShortenedLogWithoutASnapshot()
    {
        log.truncatePrefix(2);
        assertRefused("the log begins at index=2 and there is no snapshot");
        publish(5, 1);
        store.damage(5);
        assertRefused("the log begins at index=2 and no snapshot of what was before can be read: no snapshot is whole");
    }

    @Test
    void shouldRefuseAGap()
    {
        publish(5, 1);
        log.truncatePrefix(6);
        assertEquals(5, open());
        log.truncatePrefix(7);
        assertRefused("entries are missing between the newest snapshot, which ends with index=5");
    }

    /** Scenario D3: a crash between the publication of another member's snapshot and the reset of the log. */
    @Test
    void shouldEmptyALogThatEndsBeforeTheSnapshot()
    {
        publish(20, 1);
        assertEquals(20, open());
        assertEquals(1, log.firstIndex());
        publish(21, 1);
        assertEquals(21, open());
        assertEquals(22, log.firstIndex());
        assertEquals(21, log.lastIndex());
        assertEquals(1, log.termAt(21));
    }

    /** Scenario D3 too. */
    @Test
    void shouldEmptyALogThatConflictsWithTheSnapshot()
    {
        publish(12, 2);
        assertEquals(12, open());
        assertEquals(12, log.lastIndex());
        assertEquals(2, log.termAt(12));
    }

    @Test
    void shouldRefuseALogThatConflictsWithTheSnapshotThoughItIsCommitted()
    {
        log.committed(12);
        log.recover();
        publish(12, 2);
        assertRefused("the newest snapshot ends with index=12 of term=2, which in the log is committed with term=1");
    }

    private long open()
    {
        try (SnapshotReader reader = SnapshotRestore.open(store, log, (reason) -> unread.add(reason.getMessage())))
        {
            return reader.metadata().id().index();
        }
    }

    private void assertRefused(final String beginning)
    {
        final IllegalStateException refusal = assertThrows(IllegalStateException.class, this::open);
        assertTrue(refusal.getMessage().startsWith(beginning), refusal.getMessage());
        assertEquals(0, store.openReaders());
    }

    private void publish(final long index, final long term)
    {
        try (SnapshotWriter writer = store.begin(
            new SnapshotMetadata(new SnapshotId(index, term), 0, 0, new int[]{0}, new int[0]), 0, 0))
        {
            writer.publish();
        }
    }
}
