package io.balsa.log.mmap;

import io.balsa.codecs.storage.IdentityDecoder;
import io.balsa.codecs.storage.IdentityEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** The file that names the owner of a directory. */
final class IdentityFile
{
    private static final int FILE_LENGTH = 4096;

    private IdentityFile()
    {
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

    static Identity read(final Storage storage)
    {
        final String name = storage.location() + "/" + LogLayout.IDENTITY;
        try (StorageFile file = storage.open(LogLayout.IDENTITY))
        {
            final UnsafeBuffer buffer = file.buffer();
            final IdentityDecoder decoder = new IdentityDecoder();
            if (FILE_LENGTH != buffer.capacity())
            {
                throw new CorruptStorageException(
                    name + " has " + buffer.capacity() + " bytes instead of " + FILE_LENGTH + "; restore it");
            }
            decoder.wrap(buffer, 0, IdentityDecoder.BLOCK_LENGTH, IdentityDecoder.SCHEMA_VERSION);
            if (FileHeader.IDENTITY_MAGIC != decoder.magic() || FileHeader.checksum(buffer, 0) != decoder.checksum())
            {
                throw new CorruptStorageException(name + " is damaged: its checksum does not hold; restore it");
            }
            FileHeader.checkVersion(name, decoder.schemaVersion());
            return new Identity(
                decoder.clusterId(), decoder.memberId(), decoder.incarnation(), decoder.createdNs());
        }
    }
}
