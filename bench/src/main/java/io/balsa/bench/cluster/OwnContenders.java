package io.balsa.bench.cluster;

import io.balsa.bench.bare.BarePath;
import io.balsa.bench.bare.BareShape;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.Contender;
import io.balsa.log.mmap.SyncMode;

import java.util.ArrayList;
import java.util.List;

/** A cluster of this project, and what its hops cost without consensus. */
public final class OwnContenders
{
    private OwnContenders()
    {
    }

    /**
     * The cluster first, then the same without snapshots if it takes some, and the bare path where there is one.
     *
     * @param shape         of the cluster.
     * @param load          that both are to bear.
     * @param isBareLeftOut whether to do without the bare path.
     * @return one to three contenders.
     */
    public static List<Contender> of(final ClusterShape shape, final LoadShape load, final boolean isBareLeftOut)
    {
        final List<Contender> contenders = new ArrayList<>();
        contenders.add(new BalsaCluster(shape, load));
        if (shape.snapshots().hasSnapshots())
        {
            contenders.add(new BalsaCluster(shape.withoutSnapshots(), load));
        }
        if (!isBareLeftOut && hasBarePath(shape, load))
        {
            contenders.add(new BarePath(bareShape(shape), shape.idle(), shape.syncMode() == SyncMode.SYNC, load));
        }
        return contenders;
    }

    private static BareShape bareShape(final ClusterShape shape)
    {
        return new BareShape(shape.members(), shape.peerMedia(), shape.ingressMedia(), shape.driver(),
            shape.layout() == Layout.THREADS);
    }

    /** There is none with all on one thread, or with forces in it. */
    private static boolean hasBarePath(final ClusterShape shape, final LoadShape load)
    {
        return shape.layout() != Layout.ONE_THREAD && shape.syncMode() != SyncMode.INLINE &&
            load.payloadBytes() <= BarePath.PAYLOAD_BYTES_MAX;
    }
}
