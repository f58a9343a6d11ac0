package io.balsa.archive;

import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.TermStateStore;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DiskFullException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/**
 * Makes the directories of the members of a new cluster from a snapshot. The new cluster has an id of its own, which is
 * in every message, file and frame: members and clients of the old one are refused by it, and it by them. Its log
 * begins behind the last entry of the snapshot.
 * <p>
 * The sessions of the old clients are not taken over. None of them can come back, for their connections name the old
 * cluster; and what they have sent after the snapshot is not in the new cluster, which a session must never hide. What
 * else the snapshot says is taken over as it is.
 */
public final class ClusterRestore
{
    private static final String UNFINISHED = ".restoring";

    private ClusterRestore()
    {
    }

    /**
     * Restore a cluster. The directory has its name when all in it is whole and durable; when this fails nothing is
     * left of it.
     *
     * @param stream    of the snapshot.
     * @param directory to be created, or empty; {@code member-ID} in it is that of a member.
     * @param clusterId of the new cluster, 1 or more and not that of the snapshot.
     * @param memberIds of the new cluster.
     * @param settings  gives for the id of a member the content of a file {@code member-ID.properties}.
     * @param progress  told of each step.
     * @throws CorruptStorageException when the snapshot is damaged.
     * @throws StorageException        when the directory is not empty, or cannot be written.
     */
    public static void run(
        final SnapshotStream stream,
        final File directory,
        final long clusterId,
        final int[] memberIds,
        final IntFunction<String> settings,
        final SnapshotProgress progress)
    {
        if (clusterId < 1 || clusterId == stream.manifest().clusterId())
        {
            throw new IllegalArgumentException(
                "clusterId=" + clusterId + ": must be 1 or more and another one than that of the snapshot");
        }
        final File target = directory.getAbsoluteFile();
        final String[] present = target.list();
        if (target.exists() && (null == present || present.length > 0))
        {
            throw new StorageException(target + " is not an empty directory; choose an empty or a new one");
        }
        try (SnapshotFiles files = DirectoryFiles.open(target.getParentFile()))
        {
            run(stream, files, target.getName(), clusterId, memberIds, settings, progress);
        }
    }

    /** In a directory, of which only names are asked: what is in those of members is made durable by what makes it. */
    static void run(
        final SnapshotStream stream,
        final SnapshotFiles files,
        final String name,
        final long clusterId,
        final int[] memberIds,
        final IntFunction<String> settings,
        final SnapshotProgress progress)
    {
        final String unfinished = name + UNFINISHED;
        if (files.file(unfinished).exists())
        {
            throw new StorageException(files.file(unfinished) +
                " is there: another restore is under way, or one was interrupted; then delete it");
        }
        files.createDirectory(unfinished);
        try
        {
            final File root = files.file(unfinished);
            makeMembers(stream, root, clusterId, memberIds, progress);
            for (final int memberId : memberIds)
            {
                write(files, unfinished + "/" + memberName(memberId) + ".properties", settings.apply(memberId));
            }
            files.syncDirectory(unfinished);
            files.rename(unfinished, name);
            files.syncDirectory(SnapshotFiles.ROOT);
        }
        finally
        {
            deleteTree(files, unfinished);
        }
    }

    /**
     * Name of the directory of a member.
     *
     * @param memberId of the member.
     * @return name in the directory of the cluster.
     */
    public static String memberName(final int memberId)
    {
        return "member-" + memberId;
    }

    private static void makeMembers(
        final SnapshotStream stream,
        final File root,
        final long clusterId,
        final int[] memberIds,
        final SnapshotProgress progress)
    {
        final SnapshotId id = stream.content().id();
        for (final int memberId : memberIds)
        {
            makeLog(new File(root, memberName(memberId)), clusterId, memberId, id);
        }
        final DirectBuffer manifest = manifest(stream.manifest(), clusterId, memberIds).encode();
        final CRC32C crc = new CRC32C();
        crc.update(manifest.byteBuffer().duplicate().clear());
        final SnapshotContent content = new SnapshotContent(
            id, crc.getValue(), manifest.capacity(), manifest.capacity() + stream.manifest().filesLength());
        final List<ChronicleSnapshotStore> stores = new ArrayList<>();
        final List<Reception> receptions = new ArrayList<>();
        try
        {
            for (final int memberId : memberIds)
            {
                final ChronicleSnapshotStore store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
                    .directory(new File(new File(root, memberName(memberId)), MemberStorage.SNAPSHOT_DIRECTORY))
                    .clusterId(clusterId)
                    .damageListener((damagedId, reason) -> {}));
                stores.add(store);
                receptions.add(new Reception(stream.location(), store.exchange().receive(content)));
            }
            final UnsafeBuffer manifestBytes = new UnsafeBuffer(manifest);
            receptions.forEach((reception) -> reception.onPart(manifestBytes, 0, manifestBytes.capacity()));
            stream.forEachPart(
                stream.content().manifestLength(),
                (buffer, offset, length) ->
                    receptions.forEach((reception) -> reception.onPart(buffer, offset, length)),
                progress);
            receptions.forEach(Reception::publish);
        }
        finally
        {
            CloseHelper.closeAll(receptions);
            CloseHelper.closeAll(stores);
        }
    }

    private static Manifest manifest(final Manifest old, final long clusterId, final int[] memberIds)
    {
        final SnapshotMetadata metadata = old.metadata();
        return new Manifest(
            clusterId,
            new SnapshotMetadata(
                metadata.id(), metadata.clusterTimeNs(), metadata.stateDigest(), memberIds, new int[0]),
            old.files(),
            SessionSections.withoutSessions(old.sessions()),
            old.timers());
    }

    /** An empty log that goes on behind the snapshot: a member with it does not start without the snapshot. */
    private static void makeLog(final File directory, final long clusterId, final int memberId, final SnapshotId id)
    {
        try (MemberStorage storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory).clusterId(clusterId).memberId(memberId)))
        {
            final RaftLog log = storage.log();
            final TermStateStore termState = storage.termStateStore();
            log.reset(id.index(), id.term());
            termState.store(id.term(), TermStateStore.NULL_MEMBER);
            boolean isTermStored = false;
            while (!isTermStored || log.syncedIndex() < id.index())
            {
                isTermStored |= termState.pollStored();
                if (RaftLog.DISK_FULL == log.refusal())
                {
                    throw new DiskFullException(
                        "directory " + directory + " has no room for the log of a member; free some space", null);
                }
                storage.syncAgent().doWork();
            }
        }
    }

    private static void write(final SnapshotFiles files, final String path, final String text)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        files.write(path, new UnsafeBuffer(ByteBuffer.wrap(bytes)));
        files.force(path);
    }

    private static void deleteTree(final SnapshotFiles files, final String path)
    {
        final File file = files.file(path);
        if (file.isDirectory())
        {
            for (final String name : files.list(path))
            {
                deleteTree(files, path + "/" + name);
            }
        }
        if (file.exists())
        {
            files.delete(path);
        }
    }
}
