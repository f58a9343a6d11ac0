package io.balsa.archive;

import io.balsa.codecs.storage.ArchiveChunkDecoder;
import io.balsa.codecs.storage.ArchiveHeaderDecoder;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotSource;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The snapshot in an archive. It is read from its beginning to its end, and may be begun anew. */
final class ArchiveSource implements SnapshotSource
{
    private final String location;
    private final SeekableByteChannel channel;
    private final SnapshotContent content;
    private final Inflater inflater = new Inflater(true);
    private final ByteBuffer stored =
        ByteBuffer.allocateDirect(ArchiveFormat.CHUNK_HEADER_LENGTH + ArchiveFormat.STORED_LENGTH_MAX);
    private final UnsafeBuffer storedBuffer = new UnsafeBuffer(stored);
    private final ByteBuffer part = ByteBuffer.allocateDirect(ArchiveFormat.PART_LENGTH_MAX).limit(0);
    private final ArchiveChunkDecoder chunk = new ArchiveChunkDecoder();
    private long position;
    private long filePosition = ArchiveFormat.HEADER_LENGTH;

    private ArchiveSource(final String location, final SeekableByteChannel channel, final SnapshotContent content)
    {
        this.location = location;
        this.channel = channel;
        this.content = content;
    }

    /** Read the header and the manifest. */
    static SnapshotStream open(final String location, final SeekableByteChannel channel)
    {
        ArchiveSource source = null;
        try
        {
            final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(ArchiveFormat.HEADER_LENGTH));
            readFully(location, channel, 0, header.byteBuffer());
            final SnapshotContent content = content(location, header);
            source = new ArchiveSource(location, channel, content);
            final Manifest manifest = source.readManifest();
            if (content.length() != content.manifestLength() + manifest.filesLength())
            {
                throw damaged(location, 0, "its header is not that of the snapshot");
            }
            return new SnapshotStream(location, manifest, source);
        }
        catch (final RuntimeException e)
        {
            CloseHelper.closeAll(source, channel);
            throw e;
        }
    }

    private static SnapshotContent content(final String location, final UnsafeBuffer buffer)
    {
        final ArchiveHeaderDecoder header = new ArchiveHeaderDecoder();
        header.wrap(buffer, 0, ArchiveHeaderDecoder.BLOCK_LENGTH, ArchiveHeaderDecoder.SCHEMA_VERSION);
        if (ArchiveFormat.MAGIC != header.magic())
        {
            throw new ForeignDirectoryException(
                location + " is no archive of a snapshot, or its beginning is damaged; check the path");
        }
        if (ArchiveFormat.checksum(buffer, ArchiveFormat.HEADER_LENGTH) != header.checksum())
        {
            throw damaged(location, 0, "the checksum of its header does not hold");
        }
        if (header.schemaVersion() > ArchiveHeaderDecoder.SCHEMA_VERSION)
        {
            throw new ForeignDirectoryException(location + " has format version " + header.schemaVersion() +
                ", this program reads up to " + ArchiveHeaderDecoder.SCHEMA_VERSION + "; use the newer program");
        }
        final SnapshotContent content = new SnapshotContent(
            new SnapshotId(header.index(), header.term()),
            header.manifestChecksum(),
            header.manifestLength(),
            header.contentLength());
        if (!content.isPossible())
        {
            throw damaged(location, 0, "its header says what cannot be");
        }
        return content;
    }

    private Manifest readManifest()
    {
        final UnsafeBuffer manifest = new UnsafeBuffer(ByteBuffer.allocateDirect(content.manifestLength()));
        int length = 0;
        while (length < manifest.capacity())
        {
            length += read(length, manifest, length, manifest.capacity() - length);
        }
        return Manifest.decode(location + "/" + SnapshotLayout.MANIFEST, manifest, content.id());
    }

    @Override
    public SnapshotContent content()
    {
        return content;
    }

    /** {@inheritDoc} From position 0 it begins anew, otherwise it goes on where the call before has ended. */
    @Override
    public int read(final long from, final MutableDirectBuffer target, final int targetOffset, final int length)
    {
        if (0 == from)
        {
            position = 0;
            filePosition = ArchiveFormat.HEADER_LENGTH;
            part.limit(0);
        }
        if (from != position || from >= content.length() || length < 1)
        {
            throw new IllegalArgumentException("position=" + from + " length=" + length +
                ": an archive of " + content.length() + " bytes goes on at position " + position);
        }
        if (!part.hasRemaining())
        {
            nextChunk();
        }
        final int read = Math.min(length, part.remaining());
        target.putBytes(targetOffset, part, read);
        position += read;
        if (position == content.length())
        {
            checkEnd();
        }
        return read;
    }

    private void nextChunk()
    {
        final int headerLength = ArchiveFormat.CHUNK_HEADER_LENGTH;
        readFully(location, channel, filePosition, stored.clear().limit(headerLength));
        chunk.wrap(storedBuffer, 0, headerLength, ArchiveChunkDecoder.SCHEMA_VERSION);
        final int storedLength = chunk.storedLength();
        final int partLength = chunk.partLength();
        if (storedLength < 1 || storedLength > ArchiveFormat.STORED_LENGTH_MAX ||
            partLength < 1 || partLength > Math.min(ArchiveFormat.PART_LENGTH_MAX, content.length() - position) ||
            chunk.position() != position)
        {
            throw damaged(location, filePosition, "no part of the snapshot begins there");
        }
        readFully(location, channel, filePosition + headerLength, stored.limit(headerLength + storedLength));
        if (ArchiveFormat.checksum(storedBuffer, headerLength + storedLength) != chunk.checksum())
        {
            throw damaged(location, filePosition, "the checksum of the part there does not hold");
        }
        if (ArchiveFormat.DEFLATE != chunk.compression())
        {
            throw new ForeignDirectoryException(location + " is compressed in a way, " + chunk.compression() +
                ", that this program does not know; use the newer program");
        }
        inflate(storedLength, partLength);
        filePosition += headerLength + storedLength;
    }

    private void inflate(final int storedLength, final int partLength)
    {
        final int headerLength = ArchiveFormat.CHUNK_HEADER_LENGTH;
        inflater.reset();
        inflater.setInput(stored.limit(headerLength + storedLength).position(headerLength));
        part.clear().limit(partLength);
        try
        {
            int length = 1;
            while (part.hasRemaining() && length > 0)
            {
                length = inflater.inflate(part);
            }
        }
        catch (final DataFormatException e)
        {
            throw damaged(location, filePosition, "the part there cannot be inflated");
        }
        if (part.hasRemaining())
        {
            throw damaged(location, filePosition, "the part there is too short");
        }
        part.flip();
    }

    private void checkEnd()
    {
        try
        {
            if (channel.size() != filePosition)
            {
                throw damaged(location, filePosition, "there is more behind the end of the snapshot");
            }
        }
        catch (final IOException e)
        {
            throw StorageException.of("read", Path.of(location), e);
        }
    }

    /** Fill the buffer from its position on. */
    private static void readFully(
        final String location, final SeekableByteChannel channel, final long from, final ByteBuffer buffer)
    {
        try
        {
            channel.position(from);
            while (buffer.hasRemaining())
            {
                if (channel.read(buffer) < 0)
                {
                    throw damaged(location, from, "the file ends there");
                }
            }
        }
        catch (final IOException e)
        {
            throw StorageException.of("read", Path.of(location), e);
        }
    }

    private static CorruptStorageException damaged(final String location, final long offset, final String reason)
    {
        return new CorruptStorageException(
            location + " is damaged at offset " + offset + ": " + reason + "; use another copy of it");
    }

    @Override
    public void close()
    {
        inflater.end();
        CloseHelper.close(channel);
    }
}
