package io.balsa.node.system;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The first segment of a stopped member's log, byte by byte: to damage it.
 */
final class SegmentFile implements AutoCloseable
{
    private static final int FRAMES_OFFSET = 4096;

    private final MappedByteBuffer mapping;
    private final UnsafeBuffer bytes;

    SegmentFile(final Path memberDirectory)
    {
        try (Stream<Path> files = Files.list(memberDirectory))
        {
            final File file = files.filter((path) -> path.toString().endsWith(".seg")).sorted()
                .findFirst().orElseThrow().toFile();
            mapping = IoUtil.mapExistingFile(file, "segment");
            bytes = new UnsafeBuffer(mapping);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    /** Offset of an entry's frame; of the last one where there are fewer. */
    int frame(final long index)
    {
        int offset = FRAMES_OFFSET;
        for (long i = 1; i < index; i++)
        {
            final int next = offset + EntryFrame.alignedLength(EntryFrame.frameLength(bytes, offset));
            if (EntryFrame.frameLength(bytes, next) == 0)
            {
                return offset;
            }
            offset = next;
        }
        return offset;
    }

    void flipBit(final int offset)
    {
        bytes.putByte(offset, (byte)(bytes.getByte(offset) ^ 4));
    }

    @Override
    public void close()
    {
        mapping.force();
        IoUtil.unmap(mapping);
    }
}
