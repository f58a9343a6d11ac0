package io.balsa.bench.cluster;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.DriverMode;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;

/**
 * How a cluster is set up.
 *
 * @param members      in it.
 * @param layout       where they run.
 * @param peerMedia    how they reach each other.
 * @param ingressMedia how the client reaches them.
 * @param driver       whether each has a media driver in its process, or all and the client share one.
 * @param syncMode     when an entry is durable.
 * @param idle         what threads of members, and of a media driver that they share, do without work.
 * @param snapshots    what state members have, and how often it is in a snapshot.
 */
public record ClusterShape(
    int members,
    Layout layout,
    PeerMedia peerMedia,
    PeerMedia ingressMedia,
    DriverMode driver,
    SyncMode syncMode,
    IdleMode idle,
    SnapshotLoad snapshots)
{
    /** The same cluster without snapshots. */
    ClusterShape withoutSnapshots()
    {
        return new ClusterShape(
            members, layout, peerMedia, ingressMedia, driver, syncMode, idle, snapshots.withoutSnapshots());
    }
}
