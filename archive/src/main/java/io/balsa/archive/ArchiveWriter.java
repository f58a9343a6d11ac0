package io.balsa.archive;

import io.balsa.codecs.storage.ArchiveChunkEncoder;
import io.balsa.codecs.storage.ArchiveHeaderEncoder;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.zip.Deflater;

/** Writes an archive chunk by chunk. */
final class ArchiveWriter implements SnapshotStream.PartHandler, AutoCloseable
{
    private final Path path;
    private final SeekableByteChannel channel;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final ByteBuffer part = ByteBuffer.allocateDirect(ArchiveFormat.PART_LENGTH_MAX);
    private final ByteBuffer stored =
        ByteBuffer.allocateDirect(ArchiveFormat.CHUNK_HEADER_LENGTH + ArchiveFormat.STORED_LENGTH_MAX);
    private final UnsafeBuffer storedBuffer = new UnsafeBuffer(stored);
    private final ArchiveChunkEncoder chunk = new ArchiveChunkEncoder();
    private long position;

    /** Begins a file that is not there. */
    ArchiveWriter(final SnapshotFiles files, final String name, final SnapshotStream stream)
    {
        path = files.file(name).toPath();
        channel = files.openToAppend(name);
        try
        {
            writeHeader(stream.manifest().clusterId(), stream.content());
        }
        catch (final RuntimeException e)
        {
            close();
            throw e;
        }
    }

    @Override
    public void onPart(final UnsafeBuffer buffer, final int offset, final int length)
    {
        int done = 0;
        while (done < length)
        {
            final int taken = Math.min(length - done, part.remaining());
            buffer.getBytes(offset + done, part, taken);
            done += taken;
            if (!part.hasRemaining())
            {
                writeChunk();
            }
        }
    }

    /** Write what is left. */
    void finish()
    {
        if (part.position() > 0)
        {
            writeChunk();
        }
    }

    private void writeHeader(final long clusterId, final SnapshotContent content)
    {
        final ArchiveHeaderEncoder header = new ArchiveHeaderEncoder();
        storedBuffer.setMemory(0, ArchiveFormat.HEADER_LENGTH, (byte)0);
        header.wrap(storedBuffer, 0)
            .magic(ArchiveFormat.MAGIC)
            .clusterId(clusterId)
            .index(content.id().index())
            .term(content.id().term())
            .contentLength(content.length())
            .manifestChecksum(content.checksum())
            .manifestLength(content.manifestLength())
            .schemaVersion(ArchiveHeaderEncoder.SCHEMA_VERSION)
            .checksum(ArchiveFormat.checksum(storedBuffer, ArchiveFormat.HEADER_LENGTH));
        write(ArchiveFormat.HEADER_LENGTH);
    }

    private void writeChunk()
    {
        part.flip();
        final int partLength = part.remaining();
        deflater.reset();
        deflater.setInput(part);
        deflater.finish();
        stored.clear().position(ArchiveFormat.CHUNK_HEADER_LENGTH);
        while (!deflater.finished())
        {
            deflater.deflate(stored);
        }
        final int length = stored.position();
        storedBuffer.setMemory(0, ArchiveFormat.CHUNK_HEADER_LENGTH, (byte)0);
        chunk.wrap(storedBuffer, 0)
            .storedLength(length - ArchiveFormat.CHUNK_HEADER_LENGTH)
            .position(position)
            .partLength(partLength)
            .compression(ArchiveFormat.DEFLATE)
            .checksum(ArchiveFormat.checksum(storedBuffer, length));
        write(length);
        position += partLength;
        part.clear();
    }

    private void write(final int length)
    {
        stored.limit(length).position(0);
        try
        {
            while (stored.hasRemaining())
            {
                channel.write(stored);
            }
        }
        catch (final IOException e)
        {
            throw StorageException.of("write", path, e);
        }
        stored.clear();
    }

    @Override
    public void close()
    {
        deflater.end();
        CloseHelper.close(channel);
    }
}
