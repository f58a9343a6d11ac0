package io.balsa.log.mmap;

import io.balsa.codecs.storage.SegmentFooterDecoder;
import io.balsa.codecs.storage.SegmentFooterEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a fuzzer does to the files of a directory, told by its bytes: eight for each edit, of which the first is what to
 * do, the second the file, two the place and four a value. All bytes make sense, so nothing of its work is lost.
 */
final class FileEdits
{
    private static final int EDIT_LENGTH = 8;
    private static final int EDIT_COUNT_MAX = 64;
    private static final int FILE_LENGTH_MAX = 64 * 1024;
    private static final int COPY_UNIT_LENGTH = 64;

    private final HeapStorage files;
    private final UnsafeBuffer target = new UnsafeBuffer();
    private String name;
    private byte[] bytes;
    private int offset;
    private int value;

    private FileEdits(final HeapStorage files)
    {
        this.files = files;
    }

    /** Edit files such that checksums tell of it. */
    static void damage(final HeapStorage files, final byte[] edits)
    {
        new FileEdits(files).apply(edits, false);
    }

    /** Edit files, with checksums that hold where the fuzzer wants it. */
    static void forge(final HeapStorage files, final byte[] edits)
    {
        new FileEdits(files).apply(edits, true);
    }

    private void apply(final byte[] edits, final boolean isForgery)
    {
        final ByteBuffer data = ByteBuffer.wrap(edits).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < EDIT_COUNT_MAX && data.remaining() >= EDIT_LENGTH; i++)
        {
            final int action = data.get() & 0xFF;
            name = name(data.get());
            offset = data.getShort() & 0xFFFF;
            value = data.getInt();
            if (null != name)
            {
                bytes = files.bytes(name);
                apply(isForgery ? action % 11 : action % 8);
            }
        }
    }

    private String name(final byte number)
    {
        final String[] names = files.list();
        return 0 == names.length ? null : names[(number & 0xFF) % names.length];
    }

    private void apply(final int action)
    {
        switch (action)
        {
            case 0 -> flip();
            case 1 -> word();
            case 2 -> zero();
            case 3 -> resize(Math.min(offset, bytes.length));
            case 4 -> resize(Math.min(bytes.length + offset, FILE_LENGTH_MAX));
            case 5 -> copy();
            case 6 -> files.delete(name);
            case 7 -> rename();
            case 8 -> forgeBlock();
            case 9 -> forgeFrame();
            default -> forgeIndex();
        }
    }

    private void flip()
    {
        if (bytes.length > 0)
        {
            bytes[offset % bytes.length] ^= (byte)value;
        }
    }

    private void word()
    {
        if (bytes.length >= Long.BYTES)
        {
            target.wrap(bytes);
            target.putLong(offset % (bytes.length / Long.BYTES) * Long.BYTES, value, ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void zero()
    {
        final int from = Math.min(offset, bytes.length);
        Arrays.fill(bytes, from, Math.min(from + (value & 0xFFFF), bytes.length), (byte)0);
    }

    private void resize(final int length)
    {
        files.put(name, Arrays.copyOf(bytes, length));
    }

    /** Bytes of a file turn up in another place, as after a misdirected write. */
    private void copy()
    {
        final byte[] source = files.bytes(name((byte)(value >> 16)));
        final int from = Math.min(value & 0xFFFF, source.length);
        final int to = Math.min(offset, bytes.length);
        final int room = Math.min(source.length - from, bytes.length - to);
        final int length = Math.min((value >>> 24) * COPY_UNIT_LENGTH, room);
        System.arraycopy(source, from, bytes, to, length);
    }

    private void rename()
    {
        final long index = value & 0xFFFF_FFFFL;
        files.rename(name, switch (offset % 5)
        {
            case 0 -> LogLayout.segmentName(index);
            case 1 -> LogLayout.truncationName(index);
            case 2 -> LogLayout.SPARE;
            case 3 -> LogLayout.TERM_STATE_TMP;
            default -> "truncate-0" + "9".repeat(19);
        });
    }

    private void forgeBlock()
    {
        final int from = bytes.length < FileHeader.LENGTH ? -1 : offset % (bytes.length / FileHeader.LENGTH);
        if (from >= 0)
        {
            forgeBlock(from * FileHeader.LENGTH);
        }
    }

    private void forgeBlock(final int from)
    {
        target.wrap(bytes);
        target.putInt(from, (int)FileHeader.checksum(target, from), ByteOrder.LITTLE_ENDIAN);
    }

    private void forgeFrame()
    {
        target.wrap(bytes);
        final int from = offset & -Long.BYTES;
        if (from + FileHeader.LENGTH <= bytes.length)
        {
            final int length = target.getInt(from + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            if (length >= FileHeader.LENGTH && length <= bytes.length - from)
            {
                new FrameChecksum(TestMember.CLUSTER_ID).store(target, ByteBuffer.wrap(bytes), from, length);
            }
        }
    }

    /** The footer vouches for whatever offsets and term runs are in the file. */
    private void forgeIndex()
    {
        final int footerOffset = bytes.length - SegmentFooter.LENGTH;
        if (footerOffset < LogSegment.FRAMES_OFFSET)
        {
            return;
        }
        target.wrap(bytes);
        final SegmentFooterEncoder footer = new SegmentFooterEncoder().wrap(target, footerOffset);
        final SegmentFooterDecoder told = new SegmentFooterDecoder().wrap(
            target, footerOffset, SegmentFooterDecoder.BLOCK_LENGTH, SegmentFooterDecoder.SCHEMA_VERSION);
        final long slotsOffset = footerOffset - (long)Integer.BYTES * told.entryCount();
        final long runsEnd = SegmentFooter.TERM_RUNS_OFFSET + 2L * Long.BYTES * told.termRunCount();
        if (slotsOffset >= LogSegment.FRAMES_OFFSET && slotsOffset <= footerOffset &&
            runsEnd >= SegmentFooter.TERM_RUNS_OFFSET && runsEnd <= LogSegment.FRAMES_OFFSET)
        {
            final CRC32C crc = new CRC32C();
            crc.update(bytes, (int)slotsOffset, footerOffset - (int)slotsOffset);
            crc.update(bytes, SegmentFooter.TERM_RUNS_OFFSET, (int)runsEnd - SegmentFooter.TERM_RUNS_OFFSET);
            footer.indexChecksum(crc.getValue());
            forgeBlock(footerOffset);
        }
    }
}
