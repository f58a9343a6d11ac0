package io.balsa.bench.jraft;

import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.demo.StopRequest;

/**
 * A cluster with the settings of {@link JraftSetting}.
 *
 * @param name     for reports.
 * @param values   of the settings.
 * @param workload that it is to bear.
 */
record JraftContender(String name, PeerValues values, Workload workload) implements Contender
{
    @Override
    public String settings()
    {
        return "SOFAJRaft, 3 processes, Bolt over TCP, sync=" + workload.isForced() +
            (workload.isInMemory() ? ", files in shared memory" : "") + ", " + values.text();
    }

    @Override
    public Deployment deploy(final RigDirectory directory, final StopRequest stop)
    {
        return new JraftDeployment(values, workload, directory, stop);
    }
}
