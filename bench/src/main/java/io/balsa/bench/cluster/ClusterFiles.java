package io.balsa.bench.cluster;

import io.balsa.bench.BenchException;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.client.ClientContext;
import io.balsa.node.DriverMode;
import io.balsa.node.NodeConfiguration;
import io.balsa.node.NodeOption;
import io.balsa.node.PeerMedia;
import io.balsa.node.SnapshotMode;
import io.balsa.node.demo.FreePorts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration of members and client: defaults, but for what is measured, and for ports that are free.
 */
final class ClusterFiles
{
    static final long CLUSTER_ID = 1;

    private static final String HOST = "127.0.0.1";
    private static final String IPC = "aeron:ipc";
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int PENDING_COMMANDS_SLACK = 2;

    private final ClusterShape shape;
    private final LoadShape load;
    private final RigDirectory directory;
    private final List<Integer> ports;

    ClusterFiles(final ClusterShape shape, final LoadShape load, final RigDirectory directory)
    {
        this.shape = shape;
        this.load = load;
        this.directory = directory;
        ports = FreePorts.find(2 * shape.members());
    }

    /** Where clients find the members over UDP, whatever the client of the measurement uses. */
    String ingress()
    {
        return each(id -> id + "=" + HOST + ":" + ports.get(2 * id + 1));
    }

    private String each(final IntFunction<String> member)
    {
        return IntStream.range(0, shape.members()).mapToObj(member).collect(Collectors.joining(","));
    }

    private boolean isDriverShared()
    {
        return shape.driver() == DriverMode.EXTERNAL;
    }

    /** Directory of the media driver of a party: of the one that all share, or of its own. */
    Path driver(final String party)
    {
        return directory.driver(isDriverShared() ? "shared" : party);
    }

    NodeConfiguration configuration(final int memberId)
    {
        return NodeConfiguration.load(null, properties(memberId));
    }

    /** Write the configuration of a member to a file, for a process of its own. */
    Path writeConfiguration(final int memberId)
    {
        final Path file = directory.file("member-" + memberId + ".properties");
        try (OutputStream out = Files.newOutputStream(file))
        {
            properties(memberId).store(out, null);
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot write " + file + ": " + ex.getMessage(), ex);
        }
        return file;
    }

    private Properties properties(final int memberId)
    {
        final Properties properties = new Properties();
        put(properties, NodeOption.CLUSTER_ID, CLUSTER_ID);
        put(properties, NodeOption.MEMBER_ID, memberId);
        put(properties, NodeOption.MEMBERS,
            each(id -> id + "=" + HOST + ":" + ports.get(2 * id) + ":" + ports.get(2 * id + 1)));
        put(properties, NodeOption.DIR, directory.file("member-" + memberId));
        put(properties, NodeOption.AERON_DIR, driver("member-" + memberId));
        put(properties, NodeOption.DRIVER, shape.driver());
        put(properties, NodeOption.PEER_MEDIA, shape.peerMedia());
        put(properties, NodeOption.SYNC_MODE, shape.syncMode());
        put(properties, NodeOption.IDLE_STRATEGY, shape.idle());
        put(properties, NodeOption.SESSION_WINDOW,
            Math.max(load.window(), Long.parseLong(NodeOption.SESSION_WINDOW.defaultText())));
        properties.setProperty(NodeOption.STATE_MACHINE.key(), CountingEcho.class.getName());
        final SnapshotLoad snapshots = shape.snapshots();
        put(properties, NodeOption.SNAPSHOT_MODE, snapshots.hasSnapshots() ? SnapshotMode.SHADOW : SnapshotMode.OFF);
        put(properties, NodeOption.SNAPSHOT_INTERVAL, snapshots.intervalNs() + "ns");
        put(properties, NodeOption.SNAPSHOT_ENTRIES, 0);
        put(properties, NodeOption.SNAPSHOT_BYTES, 0);
        return properties;
    }

    private static void put(final Properties properties, final NodeOption option, final Object value)
    {
        properties.setProperty(option.key(), value instanceof Enum<?> choice ?
            choice.name().toLowerCase(Locale.ROOT) : value.toString());
    }

    /** Bytes that the client's media driver has sent; 0 where it is the one that all share. */
    long clientSentBytes()
    {
        return isDriverShared() ? 0 : MediaBytes.sent(driver("client"));
    }

    /** Bytes that the media driver of a member has sent; 0 where it is the one that all share. */
    long memberSentBytes(final int memberId)
    {
        return isDriverShared() ? 0 : MediaBytes.sent(driver("member-" + memberId));
    }

    /** For a client without a listener yet. */
    ClientContext client()
    {
        final boolean isIpc = shape.ingressMedia() == PeerMedia.IPC;
        final ClientContext context = new ClientContext()
            .clusterId(CLUSTER_ID)
            .members(isIpc ? each(id -> id + "=" + IPC) : ingress())
            .connectTimeoutNs(CONNECT_TIMEOUT_NS)
            .window(load.window())
            .pendingBytesMax(Math.max(ClientContext.PENDING_BYTES_MAX_DEFAULT,
                PENDING_COMMANDS_SLACK * load.window() * load.payloadBytes()));
        if (isIpc)
        {
            context.egressEndpoint(IPC);
        }
        context.media()
            .embeddedDriver(!isDriverShared())
            .aeronDirectoryName(driver("client").toString());
        return context;
    }
}
