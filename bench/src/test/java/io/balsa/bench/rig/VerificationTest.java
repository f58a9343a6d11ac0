package io.balsa.bench.rig;

import io.balsa.bench.BenchException;
import io.balsa.bench.bare.BarePath;
import io.balsa.bench.bare.BareShape;
import io.balsa.bench.cluster.BalsaCluster;
import io.balsa.bench.cluster.ClusterShape;
import io.balsa.bench.cluster.Layout;
import io.balsa.bench.cluster.SnapshotLoad;
import io.balsa.bench.load.Load;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.load.Target;
import io.balsa.log.mmap.SyncMode;
import io.balsa.node.DriverMode;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;
import io.balsa.node.demo.StopRequest;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A contender whose members have not applied what was answered gets no figures. */
@Timeout(120)
class VerificationTest
{
    private static final LoadShape LOAD = new LoadShape(64, 4, 0);
    private static final int COMMANDS = 40;

    @TempDir
    private Path directory;

    @Test
    void shouldRefuseAClusterWithOtherCommandsThanThoseThatWereAnswered()
    {
        final String message = refusal(new BalsaCluster(new ClusterShape(3, Layout.THREADS, PeerMedia.UDP,
            PeerMedia.UDP, DriverMode.EMBEDDED, SyncMode.MEMORY, IdleMode.BACKOFF, SnapshotLoad.NONE), LOAD));
        assertTrue(message.startsWith(
            "member 0 has not applied the 39 commands that were answered, each once and in order"), message);
    }

    @Test
    void shouldRefuseABarePathWithOtherCommandsThanThoseThatWereAnswered()
    {
        final String message = refusal(new BarePath(BareShape.USUAL, IdleMode.BACKOFF, true, LOAD));
        assertTrue(message.startsWith("a party of the bare path has 40 commands and not 39"), message);
    }

    private String refusal(final Contender contender)
    {
        final StopRequest stop = new StopRequest("bench");
        try (RigDirectory files = RigDirectory.create(directory); Deployment deployment = contender.deploy(files, stop))
        {
            final Load load = new Load(
                LOAD, SystemNanoClock.INSTANCE, IdleMode.BACKOFF.newStrategy(), deployment::checkRunning);
            try (Target target = deployment.connect(load))
            {
                load.runCount(target, COMMANDS, Load.newHistogram());
            }
            return assertThrows(BenchException.class, () -> deployment.verifyAndStop(COMMANDS - 1)).getMessage();
        }
        finally
        {
            assertArrayEquals(new String[0], directory.toFile().list());
        }
    }
}
