package io.balsa.bench.aeroncluster;

import io.balsa.bench.peer.Peer;
import io.balsa.bench.peer.PeerSetting;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;

/** Aeron Cluster. */
public final class AeronClusterPeer implements Peer
{
    /** Create. */
    public AeronClusterPeer()
    {
    }

    @Override
    public String name()
    {
        return "aeron-cluster";
    }

    @Override
    public PeerSetting[] settings()
    {
        return AeronClusterSetting.values();
    }

    @Override
    public Contender contender(final String label, final PeerValues values, final Workload workload)
    {
        return new AeronClusterContender(label, values, workload);
    }
}
