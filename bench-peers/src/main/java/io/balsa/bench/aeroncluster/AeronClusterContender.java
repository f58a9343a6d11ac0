package io.balsa.bench.aeroncluster;

import io.aeron.AeronVersion;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.demo.StopRequest;

import java.util.Locale;

/**
 * A cluster with the settings of {@link AeronClusterSetting}.
 *
 * @param name     for reports.
 * @param values   of the settings.
 * @param workload that it is to bear.
 */
record AeronClusterContender(String name, PeerValues values, Workload workload) implements Contender
{
    private static final int SYNC_LEVEL_FORCED = 1;

    /** Of the archive and of the cluster: whether what is recorded was forced. */
    static int syncLevel(final boolean isForced)
    {
        return isForced ? SYNC_LEVEL_FORCED : 0;
    }

    @Override
    public String settings()
    {
        return String.format(Locale.ROOT,
            "Aeron Cluster %s, 3 processes, peers udp, ingress %s, file sync level %d%s, %s",
            AeronVersion.VERSION,
            workload.ingress().name().toLowerCase(Locale.ROOT),
            syncLevel(workload.isForced()),
            workload.isInMemory() ? ", files in shared memory" : "",
            values.text());
    }

    @Override
    public Deployment deploy(final RigDirectory directory, final StopRequest stop)
    {
        return new AeronClusterDeployment(values, workload, directory, stop);
    }
}
