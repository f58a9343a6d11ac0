package io.balsa.bench.cluster;

import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.demo.StopRequest;

/**
 * A cluster of this project, as it is shipped.
 *
 * @param shape of the cluster.
 * @param load  that it is to bear.
 */
public record BalsaCluster(ClusterShape shape, LoadShape load) implements Contender
{
    @Override
    public String name()
    {
        return shape.snapshots().hasSnapshots() ? "balsa, snapshots" : "balsa";
    }

    @Override
    public String settings()
    {
        return ClusterOptions.text(shape);
    }

    @Override
    public Deployment deploy(final RigDirectory directory, final StopRequest stop)
    {
        return new BalsaDeployment(shape, load, directory, stop);
    }
}
