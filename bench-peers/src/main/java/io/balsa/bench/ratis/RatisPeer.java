package io.balsa.bench.ratis;

import io.balsa.bench.peer.Peer;
import io.balsa.bench.peer.PeerSetting;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.TcpPeer;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;

/** Apache Ratis. */
public final class RatisPeer implements Peer
{
    /** Create. */
    public RatisPeer()
    {
    }

    @Override
    public String name()
    {
        return "ratis";
    }

    @Override
    public PeerSetting[] settings()
    {
        return RatisSetting.values();
    }

    @Override
    public Contender contender(final String label, final PeerValues values, final Workload workload)
    {
        TcpPeer.check(this, workload);
        return new RatisContender(label, values, workload);
    }
}
