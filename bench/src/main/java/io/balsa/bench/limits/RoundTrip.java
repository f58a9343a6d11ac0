package io.balsa.bench.limits;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.bench.hop.AeronTarget;
import io.balsa.bench.hop.EchoAgent;
import io.balsa.bench.hop.HopChannels;
import io.balsa.bench.load.Load;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.IdleMode;
import io.balsa.node.demo.FreePorts;
import io.balsa.node.demo.StopRequest;
import io.balsa.transport.media.MediaContext;
import org.HdrHistogram.Histogram;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemNanoClock;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A message to another thread and back, one at a time: over UDP, where each end runs its own media driver in its loop,
 * or through shared memory, where the driver has nothing to do with it.
 */
record RoundTrip(String name, boolean isIpc, IdleMode idle, StopRequest stop) implements Probe
{
    static final int PAYLOAD_BYTES = 128;

    private static final long WARMUP_NS = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final long DURATION_NS = TimeUnit.MILLISECONDS.toNanos(1_000);

    @Override
    public Histogram measure(final RigDirectory directory)
    {
        final MediaDriver driver = isIpc ? MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.driver("shared").toString())
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .termBufferSparseFile(true)) : null;
        try
        {
            final List<Integer> ports = FreePorts.find(2);
            return measure(directory, isIpc ? HopChannels.ipc() : HopChannels.udp(ports.get(0), ports.get(1)));
        }
        finally
        {
            CloseHelper.close(driver);
        }
    }

    private Histogram measure(final RigDirectory directory, final HopChannels channels)
    {
        try (AgentRunner echo = new AgentRunner(
            idle.newStrategy(),
            error -> System.err.println("bench: " + error),
            null,
            new EchoAgent(media(directory, "echo"), channels)))
        {
            AgentRunner.startOnThread(echo);
            final Load load = new Load(
                new LoadShape(PAYLOAD_BYTES, 1, 0), SystemNanoClock.INSTANCE, idle.newStrategy(), stop::check);
            try (AeronTarget target = new AeronTarget(media(directory, "client"), channels, load))
            {
                target.awaitConnected(stop);
                load.runFor(target, WARMUP_NS, Load.newHistogram());
                return load.runFor(target, DURATION_NS, Load.newHistogram()).latencyNs();
            }
        }
    }

    private MediaContext media(final RigDirectory directory, final String end)
    {
        return new MediaContext()
            .embeddedDriver(!isIpc)
            .aeronDirectoryName(directory.driver(isIpc ? "shared" : end).toString())
            .conclude();
    }
}
