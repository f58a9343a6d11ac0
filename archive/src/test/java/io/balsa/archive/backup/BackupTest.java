package io.balsa.archive.backup;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.archive.SnapshotProgress;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Backups of a member's files, and clusters made of them at any index. */
@Timeout(120)
class BackupTest
{
    private static final long NEW_CLUSTER_ID = 4711;

    @TempDir
    private File root;

    private File backup;
    private final List<String> events = new ArrayList<>();
    private boolean isFollowing;
    private int restoreCount;

    @BeforeEach
    void setUp()
    {
        backup = new File(root, "backup");
    }

    private TestMember newMember()
    {
        return new TestMember(new File(root, "member"), TestMember.CLUSTER_ID);
    }

    private BackupWriter open(final TestMember member, final long clusterId)
    {
        return new BackupWriter(new BackupContext()
            .member(member.directory(), null, clusterId)
            .target(backup)
            .limits(TestMember.SEGMENT_LENGTH, TestMember.PAYLOAD_LENGTH_MAX)
            .following(isFollowing)
            .listener(events::add));
    }

    private void take(final TestMember member)
    {
        member.commit();
        try (BackupWriter writer = open(member, TestMember.CLUSTER_ID))
        {
            takeAll(writer);
            assertEquals(member.lastIndex(), writer.syncedIndex());
        }
    }

    private static void takeAll(final BackupWriter writer)
    {
        while (!writer.isCaughtUp())
        {
            writer.doWork();
        }
    }

    private File restore(final long index)
    {
        final File into = new File(root, "new-" + restoreCount++);
        final ReplicatedState state = TestMember.newState();
        final BackupSpan span = BackupRestore.find(backup, index);
        BackupRestore.run(span, index, state, into, NEW_CLUSTER_ID, new int[]{3, 5}, (id) -> "member=" + id + "\n",
            SnapshotProgress.NONE);
        return into;
    }

    private void assertRestored(final TestMember member, final long index)
    {
        final File into = restore(index);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(new File(into, "member-5/" + MemberStorage.SNAPSHOT_DIRECTORY))
            .clusterId(NEW_CLUSTER_ID)
            .damageListener((id, reason) -> {}));
            SnapshotReader reader = store.openNewest())
        {
            assertEquals(index, reader.metadata().id().index());
            assertEquals(1, reader.metadata().id().term());
            assertEquals(member.digests.get((int)index), reader.metadata().stateDigest());
            assertEquals(1_000 + index - 1, reader.metadata().clusterTimeNs());
            final SessionTable sessions = new SessionTable(4, 16);
            assertEquals(member.rollingDigests.get((int)index),
                SessionSection.decode(reader.sessions(), sessions).digest());
            assertEquals(0, sessions.size());
        }
        try (MemberStorage storage = MemberStorage.open(new MemberStorage.Context()
            .directory(new File(into, "member-3")).clusterId(NEW_CLUSTER_ID).memberId(3)))
        {
            assertEquals(index + 1, storage.log().firstIndex());
        }
        assertEquals(4, into.list().length);
        assertFalse(new File(into + ".applying").exists());
    }

    @Test
    void shouldRestoreTheStateBehindAnyEntry()
    {
        try (TestMember member = newMember())
        {
            member.commands(10);
            member.commit();
            member.snapshot();
            member.commands(60);
            take(member);
            assertEquals(List.of("begins with the snapshot of index=12"), events);
            assertEquals(List.of(new BackupSpan(
                new File(backup, "from-00000000000000000012"), TestMember.CLUSTER_ID, 12, 72)),
                BackupDirectory.spans(backup));
            for (final long index : new long[]{12, 13, 40, 72})
            {
                assertRestored(member, index);
            }
            assertEquals(List.of(), BackupDirectory.verify(backup, SnapshotProgress.NONE));
            assertEquals(72, BackupRestore.find(backup, 0).lastIndex());
        }
    }

    @Test
    void shouldTakeTheWholeLogWhereThereIsNoSnapshot()
    {
        try (TestMember member = newMember())
        {
            member.commands(5);
            take(member);
            assertRestored(member, 1);
            assertRestored(member, 7);
        }
    }

    @Test
    void shouldGoOnWhereItHasEnded()
    {
        try (TestMember member = newMember())
        {
            member.commands(5);
            take(member);
            member.commands(50);
            member.snapshot();
            take(member);
            member.commit();
            assertEquals(1, BackupDirectory.spans(backup).size());
            assertRestored(member, 7);
            assertRestored(member, 57);
        }
    }

    @Test
    void shouldFollow()
    {
        isFollowing = true;
        try (TestMember member = newMember())
        {
            member.commands(3);
            member.commit();
            try (BackupWriter writer = open(member, TestMember.CLUSTER_ID))
            {
                takeAll(writer);
                member.commands(30);
                assertEquals(5, writer.syncedIndex());
                member.commit();
                assertFalse(writer.isCaughtUp());
                takeAll(writer);
                assertEquals(35, writer.syncedIndex());
                assertThrows(DirectoryInUseException.class, () -> open(member, TestMember.CLUSTER_ID));
            }
            assertRestored(member, 35);
        }
    }

    @Test
    void shouldBeginAnotherSpanWhereTheMemberHasRemovedEntries()
    {
        try (TestMember member = newMember())
        {
            member.commands(10);
            take(member);
            member.commands(100);
            member.snapshot();
            member.removeBefore(100);
            assertTrue(member.firstIndex() > 13);
            member.commands(5);
            take(member);
            assertEquals(List.of(0L, 112L),
                BackupDirectory.spans(backup).stream().map(BackupSpan::baseIndex).toList());
            assertRestored(member, 12);
            assertRestored(member, 112);
            assertRestored(member, 117);
            final StorageException gap = assertThrows(StorageException.class, () -> restore(50));
            assertEquals("index=50 is not in the backup " + backup + ", which has 1 to 12, 112 to 117",
                gap.getMessage());
        }
    }

    @Test
    void shouldRefuseWhereEntriesAreGoneAndNoSnapshotIsThere()
    {
        try (TestMember member = newMember())
        {
            member.commands(100);
            member.removeBefore(90);
            final StorageException refused =
                assertThrows(StorageException.class, () -> open(member, TestMember.CLUSTER_ID));
            assertTrue(refused.getMessage().contains("and there is no snapshot of what was before in "),
                refused.getMessage());
        }
    }

    @Test
    void shouldBeginAnewWhereTheSnapshotDidNotComeWhole()
    {
        try (TestMember member = newMember())
        {
            member.commands(10);
            member.snapshot();
            take(member);
            final File span = BackupDirectory.spans(backup).get(0).directory();
            deleteIfNamed(new File(span, "snapshots"), "snapshot-");
            assertEquals(List.of(), BackupDirectory.spans(backup));
            take(member);
            assertRestored(member, 12);
        }
    }

    private static void deleteIfNamed(final File directory, final String prefix)
    {
        Arrays.stream(directory.listFiles()).filter((file) -> file.getName().startsWith(prefix))
            .forEach(BackupTest::delete);
    }

    private static void delete(final File file)
    {
        final File[] inner = file.listFiles();
        if (inner != null)
        {
            Arrays.stream(inner).forEach(BackupTest::delete);
        }
        if (file.exists())
        {
            assertTrue(file.delete(), file::toString);
        }
    }

    @Test
    void shouldRefuseWhatIsOfAnotherClusterOrNoBackup() throws IOException
    {
        try (TestMember member = newMember();
            TestMember other = new TestMember(new File(root, "other"), 8))
        {
            member.commands(1);
            take(member);
            other.commit();
            assertThrows(ForeignDirectoryException.class, () -> open(other, 8));
            assertThrows(ForeignDirectoryException.class, () -> open(other, TestMember.CLUSTER_ID));
            final File wrong = new File(root, "wrong");
            assertTrue(wrong.mkdir() && new File(wrong, "letter").createNewFile());
            final ForeignDirectoryException none =
                assertThrows(ForeignDirectoryException.class, () -> BackupDirectory.spans(wrong));
            assertEquals(wrong + " is not the directory of a backup: it holds letter; check the path",
                none.getMessage());
            assertThrows(StorageException.class, () -> BackupDirectory.spans(new File(root, "nowhere")));
        }
    }

    /** No member can be started on it: it would vote twice. */
    @Test
    void shouldNotBeTheDirectoryOfAMember()
    {
        try (TestMember member = newMember())
        {
            take(member);
            final File span = BackupDirectory.spans(backup).get(0).directory();
            assertThrows(ForeignDirectoryException.class, () -> MemberStorage.open(new MemberStorage.Context()
                .directory(span).clusterId(TestMember.CLUSTER_ID).memberId(0)).close());
        }
    }

    @Test
    void shouldRefuseADamagedLogAndLeaveNothing() throws IOException
    {
        try (TestMember member = newMember())
        {
            member.commands(100);
            take(member);
            final File segment = Arrays.stream(BackupDirectory.spans(backup).get(0).directory().listFiles())
                .filter((file) -> file.getName().matches("log-\\d{20}\\.seg"))
                .sorted().skip(1).findFirst().orElseThrow();
            flip(segment, 6_000);
            assertRestored(member, 5);
            final File into = new File(root, "new-" + restoreCount);
            final CorruptStorageException refused =
                assertThrows(CorruptStorageException.class, () -> restore(102));
            assertTrue(refused.getMessage().contains(" is damaged behind index "), refused.getMessage());
            assertFalse(into.exists());
            assertFalse(new File(into + ".applying").exists());
            assertEquals(1, BackupDirectory.verify(backup, SnapshotProgress.NONE).size());
        }
    }

    @Test
    void shouldRefuseADamagedSnapshot() throws IOException
    {
        try (TestMember member = newMember())
        {
            member.commands(10);
            member.snapshot();
            take(member);
            final File snapshots = new File(BackupDirectory.spans(backup).get(0).directory(), "snapshots");
            final File snapshot = Arrays.stream(snapshots.listFiles())
                .filter((file) -> file.getName().startsWith("snapshot-")).findFirst().orElseThrow();
            flip(new File(snapshot, "records-00000.map"), 5_000);
            assertThrows(CorruptStorageException.class, () -> restore(12));
            assertEquals(1, BackupDirectory.verify(backup, SnapshotProgress.NONE).size());
        }
    }

    private static void flip(final File file, final long position) throws IOException
    {
        try (RandomAccessFile bytes = new RandomAccessFile(file, "rw"))
        {
            bytes.seek(position);
            final int value = bytes.read();
            bytes.seek(position);
            bytes.write(value ^ 1);
        }
    }

    @Test
    void shouldKeepToItsPace()
    {
        final long[] nowNs = {5};
        final Pace pace = new Pace(() -> nowNs[0], 1_000);
        assertTrue(pace.isDue());
        pace.took(10);
        pace.took(10);
        nowNs[0] += 20_000_000 - 1;
        assertFalse(pace.isDue());
        nowNs[0]++;
        assertTrue(pace.isDue());
        nowNs[0] += 1_000_000_000;
        pace.took(1);
        assertFalse(pace.isDue());
        nowNs[0] += 1_000_000;
        assertTrue(pace.isDue());
    }
}
