package io.balsa.archive;

import io.balsa.codecs.storage.SnapshotManifestDecoder;
import io.balsa.codecs.storage.SnapshotManifestEncoder;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file that makes a directory a snapshot: what is in it, and what each of its files is checked against.
 *
 * @param clusterId of the cluster whose snapshot it is.
 * @param metadata  of the snapshot.
 * @param files     with keyed records, in the order of their numbers.
 * @param sessions  opaque.
 * @param timers    opaque.
 */
record Manifest(
    long clusterId,
    SnapshotMetadata metadata,
    List<RecordFileEntry> files,
    DirectBuffer sessions,
    DirectBuffer timers)
{
    /** The most files of records that a snapshot may have. */
    static final int FILES_MAX = 4096;

    private static final int MAGIC = 0x62_6C_73_6E;
    private static final int MAGIC_OFFSET = SnapshotManifestDecoder.magicEncodingOffset();
    private static final int ROOT_LENGTH = SnapshotManifestDecoder.BLOCK_LENGTH;
    private static final int RECORD_FORMAT = 1;
    private static final int GROUP_HEADER_LENGTH = 4;
    private static final int SECTION_HEADER_LENGTH = 4;
    private static final int MEMBER_ENTRY_LENGTH = 8;
    private static final int FILE_ENTRY_LENGTH = 24;

    /** Room for fields that later versions may add. */
    private static final int LENGTH_MAX = SnapshotContent.MANIFEST_LENGTH_MAX;

    /**
     * A file of records.
     *
     * @param recordCount of the file.
     * @param sum         that it is checked against.
     */
    record RecordFileEntry(long recordCount, FileSum sum)
    {
    }

    long recordCount()
    {
        long count = 0;
        for (final RecordFileEntry file : files)
        {
            count += file.recordCount();
        }
        return count;
    }

    /** Of all files of records, in bytes. */
    long filesLength()
    {
        long length = 0;
        for (final RecordFileEntry file : files)
        {
            length += file.sum().length();
        }
        return length;
    }

    /** The bytes of the file. */
    DirectBuffer encode()
    {
        final int[] memberIds = metadata.memberIds();
        final int[] removedMemberIds = metadata.removedMemberIds();
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(
            ROOT_LENGTH + 3 * GROUP_HEADER_LENGTH + (memberIds.length + removedMemberIds.length) * MEMBER_ENTRY_LENGTH +
            files.size() * FILE_ENTRY_LENGTH + 2 * SECTION_HEADER_LENGTH + sessions.capacity() + timers.capacity()));
        final SnapshotManifestEncoder encoder = new SnapshotManifestEncoder().wrap(buffer, 0)
            .magic(MAGIC)
            .clusterId(clusterId)
            .index(metadata.id().index())
            .term(metadata.id().term())
            .clusterTimeNs(metadata.clusterTimeNs())
            .stateDigest(metadata.stateDigest())
            .recordCount(recordCount())
            .manifestLength(buffer.capacity())
            .schemaVersion(SnapshotManifestEncoder.SCHEMA_VERSION)
            .rootLength(ROOT_LENGTH);
        final SnapshotManifestEncoder.MembersEncoder members = encoder.membersCount(memberIds.length);
        for (final int memberId : memberIds)
        {
            members.next().memberId(memberId);
        }
        final SnapshotManifestEncoder.RemovedMembersEncoder removed =
            encoder.removedMembersCount(removedMemberIds.length);
        for (final int memberId : removedMemberIds)
        {
            removed.next().removedMemberId(memberId);
        }
        final SnapshotManifestEncoder.FilesEncoder entries = encoder.filesCount(files.size());
        for (final RecordFileEntry file : files)
        {
            entries.next()
                .fileLength(file.sum().length())
                .fileRecordCount(file.recordCount())
                .fileChecksum(file.sum().checksum())
                .recordFormat(RECORD_FORMAT);
        }
        encoder
            .putSessions(sessions, 0, sessions.capacity())
            .putTimers(timers, 0, timers.capacity())
            .checksum(checksum(buffer));
        return buffer;
    }

    /**
     * Read and check the manifest in a directory.
     *
     * @throws CorruptStorageException   when anything in it is not as it was written.
     * @throws ForeignDirectoryException when it is of a newer version.
     */
    static Manifest read(final SnapshotFiles storage, final String directory, final SnapshotId id)
    {
        final String path = directory + "/" + SnapshotLayout.MANIFEST;
        return decode(storage.location() + "/" + path, storage.read(path, LENGTH_MAX), id);
    }

    /**
     * Refuse the snapshot of another cluster.
     *
     * @param location of the snapshot, for messages.
     * @throws ForeignDirectoryException when it is one.
     */
    Manifest checkCluster(final String location, final long expectedClusterId)
    {
        if (clusterId != expectedClusterId)
        {
            throw new ForeignDirectoryException(
                location + " belongs to cluster " + clusterId + ", not to cluster " + expectedClusterId +
                "; put the snapshot back where it came from");
        }
        return this;
    }

    /**
     * Read and check a manifest.
     *
     * @param name   of the file, for messages.
     * @param buffer with the whole file; it wraps a byte buffer, from its beginning on.
     * @throws CorruptStorageException   when anything in it is not as it was written.
     * @throws ForeignDirectoryException when it is of a newer version.
     */
    static Manifest decode(final String name, final DirectBuffer buffer, final SnapshotId id)
    {
        if (buffer.capacity() < ROOT_LENGTH)
        {
            throw damaged(name, "it has " + buffer.capacity() + " bytes");
        }
        final SnapshotManifestDecoder decoder = new SnapshotManifestDecoder();
        decoder.wrap(buffer, 0, ROOT_LENGTH, SnapshotManifestDecoder.SCHEMA_VERSION);
        if (MAGIC != decoder.magic() ||
            buffer.capacity() != decoder.manifestLength() ||
            checksum(buffer) != decoder.checksum())
        {
            throw damaged(name, "its checksum does not hold");
        }
        if (decoder.schemaVersion() > SnapshotManifestDecoder.SCHEMA_VERSION)
        {
            throw new ForeignDirectoryException(
                name + " has format version " + decoder.schemaVersion() + ", this program reads up to " +
                SnapshotManifestDecoder.SCHEMA_VERSION + "; use the newer program");
        }
        if (decoder.index() != id.index() || decoder.term() != id.term())
        {
            throw damaged(name, "it is that of index " + decoder.index() + " and term " + decoder.term());
        }
        decoder.wrap(buffer, 0, decoder.rootLength(), decoder.schemaVersion());
        try
        {
            return decode(name, decoder, id);
        }
        catch (final IndexOutOfBoundsException | IllegalArgumentException e)
        {
            throw damaged(name, "its checksum holds, what it says does not");
        }
    }

    private static Manifest decode(final String name, final SnapshotManifestDecoder decoder, final SnapshotId id)
    {
        final long clusterId = decoder.clusterId();
        final long clusterTimeNs = decoder.clusterTimeNs();
        final long stateDigest = decoder.stateDigest();
        final SnapshotManifestDecoder.MembersDecoder members = decoder.members();
        final int[] memberIds = new int[members.count()];
        for (int i = 0; i < memberIds.length; i++)
        {
            memberIds[i] = members.next().memberId();
        }
        final SnapshotManifestDecoder.RemovedMembersDecoder removed = decoder.removedMembers();
        final int[] removedMemberIds = new int[removed.count()];
        for (int i = 0; i < removedMemberIds.length; i++)
        {
            removedMemberIds[i] = removed.next().removedMemberId();
        }
        final SnapshotManifestDecoder.FilesDecoder entries = decoder.files();
        final RecordFileEntry[] files = new RecordFileEntry[entries.count()];
        for (int i = 0; i < files.length; i++)
        {
            entries.next();
            if (RECORD_FORMAT != entries.recordFormat())
            {
                throw new ForeignDirectoryException(
                    name + " has records of format " + entries.recordFormat() + ", this program reads format " +
                    RECORD_FORMAT + "; use the newer program");
            }
            files[i] = new RecordFileEntry(
                entries.fileRecordCount(), new FileSum(entries.fileLength(), entries.fileChecksum()));
        }
        final DirectBuffer sessions = new UnsafeBuffer(0, 0);
        decoder.wrapSessions(sessions);
        final DirectBuffer timers = new UnsafeBuffer(0, 0);
        decoder.wrapTimers(timers);
        return new Manifest(
            clusterId,
            new SnapshotMetadata(id, clusterTimeNs, stateDigest, memberIds, removedMemberIds),
            List.of(files),
            sessions,
            timers);
    }

    private static CorruptStorageException damaged(final String name, final String reason)
    {
        return new CorruptStorageException(name + " is damaged: " + reason + "; restore or delete the snapshot");
    }

    private static long checksum(final DirectBuffer buffer)
    {
        final CRC32C crc = new CRC32C();
        final ByteBuffer content = buffer.byteBuffer().duplicate();
        crc.update(content.limit(buffer.capacity()).position(MAGIC_OFFSET));
        return crc.getValue();
    }
}
