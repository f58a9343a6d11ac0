package io.balsa.log.mmap;

import io.balsa.codecs.storage.IdentityDecoder;
import io.balsa.codecs.storage.IdentityEncoder;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;
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

    /** Of watermark slots. */
    static final long WATERMARK_MAGIC = 0x62_6C_77_6DL;

    /** Of segment footers. */
    static final long FOOTER_MAGIC = 0x62_6C_66_74L;

    /** Of the position of the log. */
    static final long POSITION_MAGIC = 0x62_6C_70_6FL;

    static final int SCHEMA_VERSION = IdentityEncoder.SCHEMA_VERSION;

    private static final int MAGIC_OFFSET = IdentityDecoder.magicEncodingOffset();

    /** Bytes of a block that its checksum covers: all behind it. */
    static final int CHECKED_LENGTH = LENGTH - MAGIC_OFFSET;

    private FileHeader()
    {
    }

    static long checksum(final DirectBuffer buffer, final int offset)
    {
        return checksum(buffer, offset, new CRC32C(), new byte[CHECKED_LENGTH]);
    }

    /** The same without an allocation, with a scratch of {@link #CHECKED_LENGTH} bytes. */
    static long checksum(final DirectBuffer buffer, final int offset, final CRC32C crc, final byte[] scratch)
    {
        buffer.getBytes(offset + MAGIC_OFFSET, scratch);
        crc.reset();
        crc.update(scratch, 0, CHECKED_LENGTH);
        return crc.getValue();
    }

    /** Whether a block of 64 bytes has a magic number and its checksum holds. */
    static boolean holds(final DirectBuffer buffer, final int offset, final long magic)
    {
        return magic == (buffer.getInt(offset + MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL) &&
            checksum(buffer, offset) == (buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL);
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
