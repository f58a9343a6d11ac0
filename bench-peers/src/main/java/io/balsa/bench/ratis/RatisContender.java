package io.balsa.bench.ratis;

import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.demo.StopRequest;
import org.apache.ratis.util.VersionInfo;

/**
 * A cluster with the settings of {@link RatisSetting}.
 *
 * @param name     for reports.
 * @param values   of the settings.
 * @param workload that it is to bear.
 */
record RatisContender(String name, PeerValues values, Workload workload) implements Contender
{
    @Override
    public String settings()
    {
        return "Ratis " + VersionInfo.getSoftwareInfoVersion() + ", 3 processes, TCP, unsafe-flush=" +
            !workload.isForced() + (workload.isInMemory() ? ", files in shared memory" : "") + ", " + values.text();
    }

    @Override
    public Deployment deploy(final RigDirectory directory, final StopRequest stop)
    {
        return new RatisDeployment(values, workload, directory, stop);
    }
}
