package io.balsa.bench.jraft;

import io.balsa.bench.peer.Peer;
import io.balsa.bench.peer.PeerSetting;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.TcpPeer;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;

/** SOFAJRaft. */
public final class JraftPeer implements Peer
{
    /** Create. */
    public JraftPeer()
    {
    }

    @Override
    public String name()
    {
        return "sofa-jraft";
    }

    @Override
    public PeerSetting[] settings()
    {
        return JraftSetting.values();
    }

    @Override
    public Contender contender(final String label, final PeerValues values, final Workload workload)
    {
        TcpPeer.check(this, workload);
        return new JraftContender(label, values, workload);
    }
}
