package io.balsa.archive;

import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.session.SessionTable;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import static io.balsa.archive.SnapshotArchiveTest.flip;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The directories of a new cluster, made from a snapshot of another one. */
@Timeout(120)
class ClusterRestoreTest
{
    private static final long NEW_CLUSTER_ID = 4711;
    private static final int[] MEMBER_IDS = { 3, 5, 8 };

    @TempDir
    private File root;

    private File snapshots;
    private File target;

    @BeforeEach
    void setUp()
    {
        snapshots = new File(root, "old");
        target = new File(root, "new");
    }

    private void publishOne(final int recordCount)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(snapshots)))
        {
            publish(store, 12, recordCount);
        }
    }

    private void restore()
    {
        restore(NEW_CLUSTER_ID);
    }

    private void restore(final long clusterId)
    {
        try (SnapshotDirectory directory = SnapshotDirectory.open(snapshots);
            SnapshotStream stream = directory.stream(metadata(12).id()))
        {
            ClusterRestore.run(
                stream, target, clusterId, MEMBER_IDS, (id) -> "member=" + id + "\n", SnapshotProgress.NONE);
        }
    }

    private MemberStorage.Context member(final int id, final long clusterId)
    {
        return new MemberStorage.Context()
            .directory(new File(target, ClusterRestore.memberName(id))).clusterId(clusterId).memberId(id);
    }

    private ChronicleSnapshotStore store(final int id, final long clusterId)
    {
        return ChronicleSnapshotStore.open(
            context(new File(new File(target, ClusterRestore.memberName(id)), "snapshots")).clusterId(clusterId));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000})
    void shouldMakeMembersThatGoOnBehindTheSnapshot(final int recordCount) throws IOException
    {
        publishOne(recordCount);
        restore();
        for (final int id : MEMBER_IDS)
        {
            assertEquals("member=" + id + "\n",
                Files.readString(new File(target, "member-" + id + ".properties").toPath()));
            try (MemberStorage storage = MemberStorage.open(member(id, NEW_CLUSTER_ID)))
            {
                assertEquals(13, storage.log().firstIndex());
                assertEquals(12, storage.log().lastIndex());
                assertEquals(2, storage.log().termAt(12));
                assertEquals(12, storage.log().recoveredCommitIndex());
                assertEquals(2, storage.termStateStore().term());
                assertEquals(-1, storage.termStateStore().votedFor());
            }
            try (ChronicleSnapshotStore store = store(id, NEW_CLUSTER_ID);
                SnapshotReader reader = store.openNewest())
            {
                assertEquals(metadata(12).id(), reader.metadata().id());
                assertEquals(metadata(12).stateDigest(), reader.metadata().stateDigest());
                assertEquals(metadata(12).clusterTimeNs(), reader.metadata().clusterTimeNs());
                assertArrayEquals(MEMBER_IDS, reader.metadata().memberIds());
                assertArrayEquals(new int[0], reader.metadata().removedMemberIds());
                assertEquals(recordCount, reader.recordCount());
                assertEquals(3, reader.timers().capacity());
            }
        }
        assertEquals(3 + 3, target.list().length);
        assertFalse(new File(target + ".restoring").exists());
    }

    @Test
    void shouldDropTheSessionsAndKeepWhatElseTheySay()
    {
        publishOne(1);
        restore();
        try (ChronicleSnapshotStore store = store(3, NEW_CLUSTER_ID);
            SnapshotReader reader = store.openNewest())
        {
            final SessionTable table = new SessionTable(10, 10);
            assertEquals(new SessionSection.Content(FailurePolicyCode.HALT, TestSnapshots.rollingDigest(12)),
                SessionSection.decode(reader.sessions(), table));
            assertEquals(0, table.size());
        }
    }

    /** Before the directory has its name there is no cluster, and then all of it is durable. */
    @Test
    void shouldLeaveAllOrNothingWhereTheProcessIsKilled()
    {
        publishOne(3);
        final File place = new File(root, "place");
        final PowerLossFiles files = new PowerLossFiles(place);
        final List<String> steps = new ArrayList<>();
        final List<Boolean> isThere = new ArrayList<>();
        target = new File(place, "new");
        files.onStep((step) ->
        {
            steps.add(step);
            isThere.add(target.exists());
        });
        try (files;
            SnapshotDirectory directory = SnapshotDirectory.open(snapshots);
            SnapshotStream stream = directory.stream(metadata(12).id()))
        {
            ClusterRestore.run(stream, files, "new", NEW_CLUSTER_ID, MEMBER_IDS, (id) -> "member=" + id + "\n",
                SnapshotProgress.NONE);
        }
        assertEquals(List.of(
            "create new.restoring",
            "write new.restoring/member-3.properties", "sync new.restoring/member-3.properties",
            "write new.restoring/member-5.properties", "sync new.restoring/member-5.properties",
            "write new.restoring/member-8.properties", "sync new.restoring/member-8.properties",
            "sync directory new.restoring",
            "rename new.restoring",
            "sync directory "), steps);
        for (int i = 0; i < steps.size(); i++)
        {
            assertEquals(i > steps.indexOf("rename new.restoring"), isThere.get(i), steps.get(i));
        }
        try (MemberStorage storage = MemberStorage.open(member(8, NEW_CLUSTER_ID));
            ChronicleSnapshotStore store = store(8, NEW_CLUSTER_ID))
        {
            assertEquals(12, storage.log().lastIndex());
            assertEquals(2, storage.termStateStore().term());
            assertEquals(List.of(metadata(12).id()), store.snapshots());
        }
    }

    @Test
    void shouldBeOfNoUseToTheOldCluster()
    {
        publishOne(1);
        restore();
        assertThrows(ForeignDirectoryException.class, () -> MemberStorage.open(member(3, TestSnapshots.CLUSTER_ID)));
        try (ChronicleSnapshotStore store = store(3, TestSnapshots.CLUSTER_ID))
        {
            assertThrows(ForeignDirectoryException.class, store::openNewest);
        }
    }

    @Test
    void shouldLeaveNothingOfADamagedSnapshot() throws IOException
    {
        publishOne(100);
        final File records = new File(directoryOf(snapshots, 12), SnapshotLayout.records(0));
        flip(records, records.length() / 2);
        final CorruptStorageException damaged = assertThrows(CorruptStorageException.class, this::restore);
        assertTrue(damaged.getMessage().startsWith(directoryOf(snapshots, 12) + " is damaged"), damaged.getMessage());
        assertEquals(List.of("old"), List.of(root.list()));
    }

    @Test
    void shouldRestoreIntoAnEmptyDirectoryOnly() throws IOException
    {
        publishOne(1);
        assertTrue(target.mkdir());
        restore();
        final StorageException refused = assertThrows(StorageException.class, this::restore);
        assertEquals(target + " is not an empty directory; choose an empty or a new one", refused.getMessage());
        target = new File(root, "other");
        Files.createFile(target.toPath());
        assertThrows(StorageException.class, this::restore);
    }

    @Test
    void shouldTellOfARestoreThatWasInterrupted()
    {
        publishOne(1);
        assertTrue(new File(target + ".restoring").mkdir());
        final StorageException refused = assertThrows(StorageException.class, this::restore);
        assertTrue(refused.getMessage().startsWith(target + ".restoring is there: "), refused.getMessage());
        assertFalse(target.exists());
    }

    @ParameterizedTest
    @ValueSource(longs = {TestSnapshots.CLUSTER_ID, 0, -1})
    void shouldRefuseTheIdOfTheOldClusterAndIdsThatCannotBe(final long clusterId)
    {
        publishOne(1);
        assertThrows(IllegalArgumentException.class, () -> restore(clusterId));
        assertFalse(target.exists());
    }
}
