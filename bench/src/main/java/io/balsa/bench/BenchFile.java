package io.balsa.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file as a segment of the log is one: written full, durable, then mapped. It is deleted when closed, or when the
 * process is interrupted.
 */
public final class BenchFile implements AutoCloseable
{
    private final Path path;
    private final FileChannel channel;
    private final MappedByteBuffer mapped;

    private BenchFile(final Path path, final FileChannel channel, final MappedByteBuffer mapped)
    {
        this.path = path;
        this.channel = channel;
        this.mapped = mapped;
    }

    /**
     * Create a file.
     *
     * @param directory   of the file.
     * @param length      of the file in bytes, a multiple of {@code writeLength}.
     * @param writeLength of each write that fills it, in bytes.
     * @return the file, durable.
     * @throws IOException when there is no room for it.
     */
    public static BenchFile create(final Path directory, final int length, final int writeLength) throws IOException
    {
        final Path path = Files.createTempFile(directory, "balsa-bench-", ".tmp");
        path.toFile().deleteOnExit();
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        final ByteBuffer zeros = ByteBuffer.allocateDirect(writeLength);
        for (int position = 0; position < length; position += writeLength)
        {
            channel.write(zeros.clear(), position);
        }
        channel.force(true);
        return new BenchFile(path, channel, channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
    }

    /**
     * The open file.
     *
     * @return the channel.
     */
    public FileChannel channel()
    {
        return channel;
    }

    /**
     * The whole file.
     *
     * @return the mapping, released by the garbage collector some time after this was closed.
     */
    public MappedByteBuffer mapped()
    {
        return mapped;
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
        Files.delete(path);
    }
}
