package io.balsa.bench.peer;

import io.balsa.bench.load.LoadShape;
import io.balsa.log.mmap.SyncMode;
import io.balsa.node.PeerMedia;

/**
 * What every contender of a comparison has to do.
 *
 * @param load     that it bears.
 * @param syncMode of a cluster of this project; the others are to promise the same.
 * @param ingress  how the client reaches a member.
 */
public record Workload(LoadShape load, SyncMode syncMode, PeerMedia ingress)
{
    /**
     * Whether what was answered has to be on the device of a quorum.
     *
     * @return true if it has to survive the loss of power.
     */
    public boolean isForced()
    {
        return syncMode == SyncMode.SYNC || syncMode == SyncMode.INLINE;
    }

    /**
     * Whether files are to be kept in shared memory: where a cluster of this project writes none, no other is to pay
     * for a device.
     *
     * @return true if so.
     */
    public boolean isInMemory()
    {
        return syncMode == SyncMode.MEMORY;
    }
}
