package io.balsa.simulation.world;

import io.balsa.codecs.storage.TermStateDecoder;
import io.balsa.consensus.port.TermStateStore;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.DirectBuffer;

import java.util.zip.CRC32C;

/**
 * Term and vote as they are in an image of a member's disk; on the device, what it would find after a loss of power.
 * Read from the bytes, not asked of the member.
 */
final class StoredTermState
{
    private static final String FILE = "term-state";
    private static final int SLOT_INTERVAL = 4096;
    private static final int SLOTS = 2;
    private static final int CHECKSUM_LENGTH = Integer.BYTES;

    private final TermStateDecoder decoder = new TermStateDecoder();
    private final byte[] block = new byte[TermStateDecoder.BLOCK_LENGTH];
    private final CRC32C crc = new CRC32C();
    private final SimDisk disk;
    private final SimDisk.Image image;
    private long term;
    private int votedFor;

    StoredTermState(final SimDisk disk, final SimDisk.Image image)
    {
        this.disk = disk;
        this.image = image;
    }

    long term()
    {
        read();
        return term;
    }

    int votedFor()
    {
        read();
        return votedFor;
    }

    private void read()
    {
        term = 0;
        votedFor = TermStateStore.NULL_MEMBER;
        final DirectBuffer file = disk.bytes(image, FILE);
        long newest = -1;
        for (int slot = 0; file != null && slot < SLOTS; slot++)
        {
            final int offset = slot * SLOT_INTERVAL;
            if (offset + TermStateDecoder.BLOCK_LENGTH <= file.capacity())
            {
                decoder.wrap(file, offset, TermStateDecoder.BLOCK_LENGTH, TermStateDecoder.SCHEMA_VERSION);
                if (decoder.slotSequence() > newest && isWhole(file, offset))
                {
                    newest = decoder.slotSequence();
                    term = decoder.term();
                    votedFor = decoder.votedFor();
                }
            }
        }
    }

    private boolean isWhole(final DirectBuffer file, final int offset)
    {
        file.getBytes(offset, block);
        crc.reset();
        crc.update(block, CHECKSUM_LENGTH, block.length - CHECKSUM_LENGTH);
        return crc.getValue() == decoder.checksum();
    }
}
