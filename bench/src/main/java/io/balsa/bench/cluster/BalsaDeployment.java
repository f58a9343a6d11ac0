package io.balsa.bench.cluster;

import io.balsa.archive.SnapshotDirectory;
import io.balsa.bench.BenchException;
import io.balsa.bench.load.CommandDigest;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.process.Child;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.process.SharedDriver;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.client.MemberReport;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.DriverMode;
import io.balsa.node.MemberLatency;
import io.balsa.node.demo.ClusterProbe;
import io.balsa.node.demo.StopRequest;
import org.agrona.CloseHelper;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;

/** A cluster that runs. */
final class BalsaDeployment implements Deployment
{
    private final ClusterFiles files;
    private final ClusterProbe probe;
    private final Child driver;
    private final Members members;
    private final int memberCount;
    private final boolean hasSnapshots;
    private BalsaTarget target;
    private int firstLeaderId;

    BalsaDeployment(
        final ClusterShape shape, final LoadShape load, final RigDirectory directory, final StopRequest stop)
    {
        files = new ClusterFiles(shape, load, directory);
        memberCount = shape.members();
        hasSnapshots = shape.snapshots().hasSnapshots();
        probe = new ClusterProbe(ClusterFiles.CLUSTER_ID, files.ingress(), directory.driver("probe"), stop);
        driver = shape.driver() == DriverMode.EMBEDDED ? null : SharedDriver.start(
            files.driver("shared"), shape.idle(), directory.file("driver.err"), stop);
        try
        {
            members = shape.layout() == Layout.PROCESSES ?
                new ProcessMembers(shape, files, directory, stop) :
                new ThreadMembers(shape.members(), files, shape.layout() == Layout.ONE_THREAD, shape.idle());
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.close(driver);
            throw ex;
        }
    }

    @Override
    public Target connect(final ReplyHandler handler)
    {
        target = new BalsaTarget(files.client(), handler);
        firstLeaderId = target.leaderId();
        return target;
    }

    @Override
    public int leaderChanges()
    {
        return target.leaderChanges();
    }

    /** A role is that of the first leader, so that a process has the same one at each look. */
    @Override
    public Map<String, ProcessFigures> figures()
    {
        final Map<String, ProcessFigures> figures = new LinkedHashMap<>(members.figures(firstLeaderId));
        if (driver != null)
        {
            figures.put("media driver", driver.figures());
        }
        return figures;
    }

    /** A stage is the leader's or a follower's, so those of all members do not mix. */
    @Override
    public StageSnapshot stages()
    {
        StageSnapshot together = MemberLatency.read(files.configuration(0));
        for (int id = 1; id < memberCount; id++)
        {
            together = together.plus(MemberLatency.read(files.configuration(id)));
        }
        return together;
    }

    @Override
    public void checkRunning()
    {
        members.checkRunning();
        if (driver != null)
        {
            driver.checkRunning();
        }
    }

    @Override
    public void verifyAndStop(final long commands)
    {
        final long digest = CommandDigest.after(commands);
        for (final MemberReport report : probe.awaitSettled())
        {
            if (report.stateDigest() != digest)
            {
                throw new BenchException("member " + report.memberId() + " has not applied the " + commands +
                    " commands that were answered, each once and in order: " + report);
            }
        }
        if (hasSnapshots)
        {
            verifySnapshots();
        }
        members.stop();
        if (driver != null)
        {
            driver.stop();
        }
    }

    /** Members without a snapshot have cost none, and there would be nothing to compare with. */
    private void verifySnapshots()
    {
        for (int id = 0; id < memberCount; id++)
        {
            if (!isPublished(files.configuration(id).snapshotDir().toFile()))
            {
                throw new BenchException("member " + id + " has taken no snapshot: measure for longer than " +
                    "--snapshot-interval, or take a smaller --state-mib");
            }
        }
    }

    private static boolean isPublished(final File snapshots)
    {
        try (SnapshotDirectory directory = SnapshotDirectory.open(snapshots))
        {
            return !directory.published().isEmpty();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(members, driver);
    }
}
