package io.balsa.node;

import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.transport.media.TransportException;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The stages of a member's commits in a file beside those of its media driver, in memory as a rule, where any process
 * of the machine reads them without the member's doing.
 */
final class LatencyFile implements AutoCloseable
{
    private final Path path;
    private final StageLatencies latencies;

    /**
     * Make the file of a member, in place of one that it has left when it was killed.
     *
     * @param configuration of the member, whose media driver runs; it makes no file where no times are taken.
     * @throws TransportException when it cannot be written.
     */
    LatencyFile(final NodeConfiguration configuration)
    {
        path = path(configuration);
        latencies = configuration.latencySampleInterval() == 0 ? StageLatencies.NONE :
            new StageLatencies(new UnsafeBuffer(map()), configuration.latencySampleInterval());
    }

    private static Path path(final NodeConfiguration configuration)
    {
        return Path.of(NodeWiring.aeronDirectory(configuration),
            "balsa-" + configuration.clusterId() + "-" + configuration.memberId() + "-latency.dat");
    }

    /** Written before it is mapped, so that a full device is an exception. It is unmapped with its last reference. */
    private MappedByteBuffer map()
    {
        try
        {
            Files.deleteIfExists(path);
            try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE))
            {
                final ByteBuffer zeros = ByteBuffer.allocate(StageLatencies.LENGTH);
                while (zeros.hasRemaining())
                {
                    channel.write(zeros);
                }
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, StageLatencies.LENGTH);
            }
        }
        catch (final IOException ex)
        {
            throw new TransportException("cannot write " + path + ": " + ex + "; make room there, or set " +
                NodeOption.LATENCY_SAMPLE_INTERVAL.key() + "=0", ex);
        }
    }

    StageLatencies latencies()
    {
        return latencies;
    }

    /** Read what the member of a configuration has recorded, in this process or another one. */
    static StageSnapshot read(final NodeConfiguration configuration)
    {
        MemberCounter.readAll(configuration);
        final Path path = path(configuration);
        if (!Files.exists(path))
        {
            throw new TransportException("it takes no times: it was started with " +
                NodeOption.LATENCY_SAMPLE_INTERVAL.key() + "=0");
        }
        final MappedByteBuffer mapping = IoUtil.mapExistingFile(path.toFile(), "latency file");
        try
        {
            return StageSnapshot.read(new UnsafeBuffer(mapping));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new TransportException(path + ": " + ex.getMessage(), ex);
        }
        finally
        {
            IoUtil.unmap(mapping);
        }
    }

    @Override
    public void close()
    {
        path.toFile().delete();
    }
}
