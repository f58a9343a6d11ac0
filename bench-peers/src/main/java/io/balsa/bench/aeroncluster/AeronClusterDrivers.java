package io.balsa.bench.aeroncluster;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.bench.peer.PeerValues;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

import java.nio.file.Path;

/** Media drivers of members and of the client. */
final class AeronClusterDrivers
{
    private AeronClusterDrivers()
    {
    }

    static MediaDriver.Context ofMember(final AeronClusterNetwork network, final Path directory)
    {
        final PeerValues values = network.values();
        return driver(network, directory)
            .threadingMode(switch (values.text(AeronClusterSetting.DRIVER))
            {
                case "dedicated" -> ThreadingMode.DEDICATED;
                case "shared-network" -> ThreadingMode.SHARED_NETWORK;
                case "archive" -> ThreadingMode.INVOKER;
                default -> ThreadingMode.SHARED;
            });
    }

    static MediaDriver.Context ofClient(final AeronClusterNetwork network, final Path directory)
    {
        return driver(network, directory).threadingMode(isClientInvoker(network.values()) ?
            ThreadingMode.INVOKER : ThreadingMode.SHARED);
    }

    static boolean isClientInvoker(final PeerValues values)
    {
        return values.text(AeronClusterSetting.CLIENT_DRIVER).equals("invoker");
    }

    private static MediaDriver.Context driver(final AeronClusterNetwork network, final Path directory)
    {
        final PeerValues values = network.values();
        return new MediaDriver.Context()
            .aeronDirectoryName(directory.toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .termBufferSparseFile(values.isSet(AeronClusterSetting.SPARSE))
            .sharedIdleStrategy(idle(values))
            .sharedNetworkIdleStrategy(idle(values))
            .conductorIdleStrategy(idle(values))
            .senderIdleStrategy(idle(values))
            .receiverIdleStrategy(idle(values))
            .socketSndbufLength(network.windowLength())
            .socketRcvbufLength(network.windowLength())
            .initialWindowLength(network.windowLength());
    }

    /** For a thread of its own. */
    static IdleStrategy idle(final PeerValues values)
    {
        return switch (values.text(AeronClusterSetting.IDLE))
        {
            case "backoff" -> new BackoffIdleStrategy();
            case "spinning" -> new BusySpinIdleStrategy();
            default -> new YieldingIdleStrategy();
        };
    }
}
