package io.balsa.archive;

import io.balsa.codecs.storage.ArchiveChunkDecoder;
import io.balsa.codecs.storage.ArchiveHeaderDecoder;
import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What writer and reader of an archive agree on. */
final class ArchiveFormat
{
    static final int MAGIC = 0x62_6C_73_61;
    static final int HEADER_LENGTH = ArchiveHeaderDecoder.BLOCK_LENGTH;
    static final int CHUNK_HEADER_LENGTH = ArchiveChunkDecoder.BLOCK_LENGTH;

    /** Bytes of the snapshot in a chunk, at most. */
    static final int PART_LENGTH_MAX = 1024 * 1024;

    /** What deflate makes of a part that cannot be compressed: 5 bytes for each block of 16 KiB and some more. */
    static final int STORED_LENGTH_MAX = PART_LENGTH_MAX + PART_LENGTH_MAX / 1024 + 1024;

    /** RFC 1951, without a header of zlib or gzip. */
    static final int DEFLATE = 1;

    private static final int CHECKSUM_LENGTH = 4;

    private ArchiveFormat()
    {
    }

    /** Of a block and of what follows it in the same buffer, which wraps a byte buffer from its beginning on. */
    static long checksum(final DirectBuffer buffer, final int length)
    {
        final CRC32C crc = new CRC32C();
        final ByteBuffer bytes = buffer.byteBuffer().duplicate();
        crc.update(bytes.limit(length).position(CHECKSUM_LENGTH));
        return crc.getValue();
    }
}
