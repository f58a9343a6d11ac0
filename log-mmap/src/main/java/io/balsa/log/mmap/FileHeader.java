package io.balsa.log.mmap;

import io.balsa.codecs.storage.IdentityDecoder;
import io.balsa.codecs.storage.IdentityEncoder;
import org.agrona.DirectBuffer;

import java.util.zip.CRC32C;

/**
 * What the headers of all files have in common: 64 bytes that begin with the CRC32C of the others and a magic number.
 */
final class FileHeader
{
    static final int LENGTH = IdentityEncoder.BLOCK_LENGTH;

    /** Of segments. */
    static final long SEGMENT_MAGIC = 0x62_6C_73_67L;

    /** Of term-state slots. */
    static final long TERM_STATE_MAGIC = 0x62_6C_74_73L;

    /** Of identity files. */
    static final long IDENTITY_MAGIC = 0x62_6C_69_64L;

    static final int SCHEMA_VERSION = IdentityEncoder.SCHEMA_VERSION;

    private static final int MAGIC_OFFSET = IdentityDecoder.magicEncodingOffset();

    private FileHeader()
    {
    }

    static long checksum(final DirectBuffer buffer, final int offset)
    {
        final byte[] bytes = new byte[LENGTH - MAGIC_OFFSET];
        buffer.getBytes(offset + MAGIC_OFFSET, bytes);
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }

    static void checkVersion(final String file, final int version)
    {
        if (version > SCHEMA_VERSION)
        {
            throw new ForeignDirectoryException(
                file + " has format version " + version + ", this program reads up to " + SCHEMA_VERSION +
                "; use the newer program");
        }
    }

    static void checkOwner(
        final String file, final Identity owner, final long clusterId, final int memberId, final long incarnation)
    {
        if (owner.clusterId() != clusterId ||
            owner.memberId() != memberId ||
            owner.incarnation() != incarnation)
        {
            throw new ForeignDirectoryException(
                file + " belongs to cluster " + clusterId + " member " + memberId + " incarnation " + incarnation +
                ", the directory to cluster " + owner.clusterId() + " member " + owner.memberId() +
                " incarnation " + owner.incarnation() + "; put the file back where it came from");
        }
    }
}
