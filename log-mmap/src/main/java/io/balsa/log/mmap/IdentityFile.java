package io.balsa.log.mmap;

import io.balsa.codecs.storage.IdentityDecoder;
import io.balsa.codecs.storage.IdentityEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.List;

/** The file that names the owner of a directory. */
final class IdentityFile
{
    private static final int FILE_LENGTH = 4096;

    private IdentityFile()
    {
    }

    /** Read the identity of a directory and check whose it is; create it in a new one, rebuild a damaged one. */
    static Identity open(final MemberStorage.Context ctx, final Storage directory)
    {
        final List<String> names = Arrays.asList(directory.list());
        if (!names.contains(LogLayout.IDENTITY))
        {
            for (final String name : names)
            {
                if (!LogLayout.LOCK.equals(name) &&
                    !LogLayout.MEMORY.equals(name) &&
                    !LogLayout.IDENTITY_TMP.equals(name))
                {
                    throw new CorruptStorageException(
                        "directory " + directory.location() + " holds " + name + " but no " + LogLayout.IDENTITY +
                        "; restore it");
                }
            }
            final Identity created = new Identity(
                ctx.clusterId(), ctx.memberId(), ctx.incarnationSource().getAsLong(), ctx.epochNanoClock().nanoTime());
            create(directory, created);
            return created;
        }
        final Identity found = readOrDerive(directory);
        checkOwner(directory, found, ctx.clusterId(), ctx.memberId());
        if (null == read(directory))
        {
            create(directory, found);
        }
        return found;
    }

    /** Refuse the directory of another member. */
    static void checkOwner(
        final Storage directory, final Identity found, final long clusterId, final int memberId)
    {
        if (found.clusterId() != clusterId || found.memberId() != memberId)
        {
            throw new ForeignDirectoryException(
                "directory " + directory.location() + " belongs to cluster " + found.clusterId() + " member " +
                found.memberId() + ", not to cluster " + clusterId + " member " + memberId + "; check the path");
        }
    }

    static void create(final Storage storage, final Identity identity)
    {
        try (StorageFile file = storage.create(LogLayout.IDENTITY_TMP))
        {
            file.appendZeros(FILE_LENGTH);
            file.map();
            final UnsafeBuffer buffer = file.buffer();
            final IdentityEncoder encoder = new IdentityEncoder();
            encoder.wrap(buffer, 0)
                .magic(FileHeader.IDENTITY_MAGIC)
                .clusterId(identity.clusterId())
                .incarnation(identity.incarnation())
                .createdNs(identity.createdNs())
                .memberId(identity.memberId())
                .schemaVersion(FileHeader.SCHEMA_VERSION);
            encoder.checksum(FileHeader.checksum(buffer, 0));
            file.force();
        }
        storage.rename(LogLayout.IDENTITY_TMP, LogLayout.IDENTITY);
        storage.syncDirectory();
    }

    /**
     * Read the file.
     *
     * @return the identity; null when the file is damaged.
     */
    static Identity read(final Storage storage)
    {
        try (StorageFile file = storage.open(LogLayout.IDENTITY))
        {
            final UnsafeBuffer buffer = file.buffer();
            if (FILE_LENGTH != buffer.capacity() || !FileHeader.holds(buffer, 0, FileHeader.IDENTITY_MAGIC))
            {
                return null;
            }
            final IdentityDecoder decoder = new IdentityDecoder();
            decoder.wrap(buffer, 0, IdentityDecoder.BLOCK_LENGTH, IdentityDecoder.SCHEMA_VERSION);
            FileHeader.checkVersion(storage.location() + "/" + LogLayout.IDENTITY, decoder.schemaVersion());
            return new Identity(
                decoder.clusterId(), decoder.memberId(), decoder.incarnation(), decoder.createdNs());
        }
    }

    /** Read the file, or where it is damaged the owner of the term state: it says all but the time of creation. */
    static Identity readOrDerive(final Storage storage)
    {
        final Identity identity = read(storage);
        final Identity found = null == identity ? MmapTermStateStore.owner(storage) : identity;
        if (null == found)
        {
            throw new CorruptStorageException(
                storage.location() + "/" + LogLayout.IDENTITY + " is damaged: its checksum does not hold, and " +
                "there is no " + LogLayout.TERM_STATE + " that says whose directory it is; restore it");
        }
        return found;
    }
}
