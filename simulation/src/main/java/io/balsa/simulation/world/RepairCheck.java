package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.log.mmap.Damage;
import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.LogChains;
import io.balsa.simulation.check.Violations;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.DirectBuffer;

/**
 * What a damaged log got back from another is what it held before, so far as that is known. Read from the bytes, at
 * once: a recovery may find other entries wrong, and have them fetched again.
 */
final class RepairCheck
{
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private final SimDisk disk;
    private final LogChains chains;
    private final Violations violations;
    private final int member;

    RepairCheck(final SimDisk disk, final LogChains chains, final Violations violations, final int member)
    {
        this.disk = disk;
        this.chains = chains;
        this.violations = violations;
        this.member = member;
    }

    void onRepaired(final Damage damage)
    {
        final DirectBuffer segment = disk.bytes(SimDisk.Image.CACHED, damage.segmentName());
        int position = damage.fromOffset();
        for (long index = damage.afterIndex() + 1; index <= damage.lastIndex(); index++)
        {
            header.wrap(
                segment, position, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            final int frameLength = header.frameLength();
            if (!chains.isKnown(member, index, header.term(), ContentHash.of(segment, position, frameLength)))
            {
                throw violations.raise(Invariant.DAMAGE, "member=" + member + " got index=" + index + " term=" +
                    header.term() + " back, where it had another entry");
            }
            position += EntryFrame.alignedLength(frameLength);
        }
    }
}
