package io.balsa.bench.bare;

import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.IdleMode;
import io.balsa.node.demo.FreePorts;
import io.balsa.node.demo.StopRequest;

import java.util.Locale;

/**
 * What the hops of a commit cost without consensus: the same processes, sockets, buffers and copies, with a leader that
 * is one for good. What a cluster takes longer is what it does for safety, or badly.
 *
 * @param shape    where it runs.
 * @param idle     what threads do without work.
 * @param isForced whether what was answered was forced by a majority.
 * @param load     that it is to bear.
 */
public record BarePath(BareShape shape, IdleMode idle, boolean isForced, LoadShape load) implements Contender
{
    /** Longest command in bytes. */
    public static final int PAYLOAD_BYTES_MAX = BareSettings.PAYLOAD_BYTES_MAX;

    @Override
    public String name()
    {
        return "bare path";
    }

    @Override
    public String settings()
    {
        return shape + ", " + (isForced ? "forced" : "not forced") + ", idle " + idle.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Deployment deploy(final RigDirectory directory, final StopRequest stop)
    {
        return new BareDeployment(
            new BareSettings(shape, load.payloadBytes(), idle, isForced, directory.file(""), directory.driver(""),
                FreePorts.find(BareSettings.ports(shape))),
            directory,
            stop);
    }
}
