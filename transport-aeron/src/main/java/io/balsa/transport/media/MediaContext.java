package io.balsa.transport.media;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.RethrowingErrorHandler;
import io.aeron.logbuffer.FrameDescriptor;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;

import java.util.concurrent.TimeUnit;

/**
 * Which media driver to use and how generously. Setters before {@link #conclude()}, accessors after it.
 */
public final class MediaContext
{
    /** Default of {@link #clientLivenessTimeoutNs()}: a paused process is no dead one. */
    public static final long CLIENT_LIVENESS_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(60);

    /** Default of {@link #driverTimeoutNs()}. */
    public static final long DRIVER_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(10);

    /** Default of {@link #socketBufferLength()}. */
    public static final int SOCKET_BUFFER_LENGTH_DEFAULT = 2 * 1024 * 1024;

    /** Default of {@link #receiverWindowLength()}. */
    public static final int RECEIVER_WINDOW_LENGTH_DEFAULT = 256 * 1024;

    /** Smallest length of a packet on the network in bytes. */
    public static final int MTU_LENGTH_MIN = 1024;

    /** Largest length of a packet on the network in bytes. */
    public static final int MTU_LENGTH_MAX = 65_504;

    private String aeronDirectoryName;
    private boolean isDriverEmbedded = true;
    private long clientLivenessTimeoutNs = CLIENT_LIVENESS_TIMEOUT_DEFAULT_NS;
    private long driverTimeoutNs = DRIVER_TIMEOUT_DEFAULT_NS;
    private int socketBufferLength = SOCKET_BUFFER_LENGTH_DEFAULT;
    private int receiverWindowLength = RECEIVER_WINDOW_LENGTH_DEFAULT;
    private ErrorHandler errorHandler;

    /** Create a context with defaults. */
    public MediaContext()
    {
    }

    /**
     * Check the settings and fill in the defaults that depend on others.
     *
     * @return this.
     * @throws IllegalArgumentException naming the setting, its value and what is allowed.
     */
    public MediaContext conclude()
    {
        if (aeronDirectoryName == null)
        {
            if (!isDriverEmbedded)
            {
                throw new IllegalArgumentException(
                    "aeronDirectoryName is not given; with embeddedDriver=false it names the running media driver");
            }
            aeronDirectoryName = CommonContext.generateRandomDirName();
        }
        checkRange("clientLivenessTimeoutNs", clientLivenessTimeoutNs,
            TimeUnit.SECONDS.toNanos(1), TimeUnit.HOURS.toNanos(1));
        checkRange("driverTimeoutNs", driverTimeoutNs, TimeUnit.SECONDS.toNanos(1), TimeUnit.HOURS.toNanos(1));
        checkRange("socketBufferLength", socketBufferLength, MTU_LENGTH_MAX, 1 << 30);
        checkRange("receiverWindowLength", receiverWindowLength, MTU_LENGTH_MAX, socketBufferLength);
        if (errorHandler == null)
        {
            errorHandler = MediaContext::printError;
        }
        return this;
    }

    private static void printError(final Throwable error)
    {
        System.err.println("media: " + error);
    }

    /**
     * Check a setting against its range.
     *
     * @param key   of the setting.
     * @param value of the setting.
     * @param min   allowed.
     * @param max   allowed.
     * @throws IllegalArgumentException naming the setting, its value and what is allowed.
     */
    public static void checkRange(final String key, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new IllegalArgumentException(key + "=" + value + " is not within " + min + ".." + max);
        }
    }

    /**
     * Check the length of packets.
     *
     * @param key   of the setting.
     * @param value in bytes.
     * @throws IllegalArgumentException naming the setting, its value and what is allowed.
     */
    public static void checkMtu(final String key, final int value)
    {
        checkRange(key, value, MTU_LENGTH_MIN, MTU_LENGTH_MAX);
        if (!BitUtil.isAligned(value, FrameDescriptor.FRAME_ALIGNMENT))
        {
            throw new IllegalArgumentException(
                key + "=" + value + " is not a multiple of " + FrameDescriptor.FRAME_ALIGNMENT);
        }
    }

    /**
     * Channel to listen on, with the buffers of this context where the channel does not name its own.
     *
     * @param channel to complete.
     * @return complete channel.
     */
    public String subscriptionChannel(final String channel)
    {
        final ChannelUri uri = ChannelUri.parse(channel);
        if (uri.isUdp())
        {
            putIfAbsent(uri, CommonContext.SOCKET_RCVBUF_PARAM_NAME, socketBufferLength);
            putIfAbsent(uri, CommonContext.SOCKET_SNDBUF_PARAM_NAME, socketBufferLength);
            putIfAbsent(uri, CommonContext.RECEIVER_WINDOW_LENGTH_PARAM_NAME, receiverWindowLength);
        }
        return uri.toString();
    }

    /**
     * Channel to send on, with the buffers of this context where the channel does not name its own.
     *
     * @param channel    to complete.
     * @param mtuLength  of a packet in bytes.
     * @param termLength of a term buffer in bytes, a power of two.
     * @return complete channel.
     */
    public String publicationChannel(final String channel, final int mtuLength, final int termLength)
    {
        final ChannelUri uri = ChannelUri.parse(channel);
        if (uri.isUdp())
        {
            putIfAbsent(uri, CommonContext.SOCKET_RCVBUF_PARAM_NAME, socketBufferLength);
            putIfAbsent(uri, CommonContext.SOCKET_SNDBUF_PARAM_NAME, socketBufferLength);
        }
        uri.put(CommonContext.MTU_LENGTH_PARAM_NAME, Integer.toString(mtuLength));
        uri.put(CommonContext.TERM_LENGTH_PARAM_NAME, Integer.toString(termLength));
        putIfAbsent(uri, CommonContext.LINGER_PARAM_NAME, 0);
        putIfAbsent(uri, CommonContext.SPARSE_PARAM_NAME, "true");
        return uri.toString();
    }

    /**
     * Smallest term that lets messages of a length through.
     *
     * @param messageLengthMax of a message in bytes.
     * @return length in bytes, a power of two.
     */
    public static int termLength(final int messageLengthMax)
    {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(64 * 1024, 8 * messageLengthMax));
    }

    private static void putIfAbsent(final ChannelUri uri, final String key, final Object value)
    {
        if (!uri.containsKey(key))
        {
            uri.put(key, value.toString());
        }
    }

    /**
     * Directory of the media driver.
     *
     * @return directory name.
     */
    public String aeronDirectoryName()
    {
        return aeronDirectoryName;
    }

    /**
     * Directory of the media driver. With an embedded driver it is the driver's own, emptied on start and deleted on
     * close; by default a new one with a random name.
     *
     * @param aeronDirectoryName of the driver.
     * @return this.
     */
    public MediaContext aeronDirectoryName(final String aeronDirectoryName)
    {
        this.aeronDirectoryName = aeronDirectoryName;
        return this;
    }

    /**
     * Whether the driver is part of this process.
     *
     * @return true when it is.
     */
    public boolean embeddedDriver()
    {
        return isDriverEmbedded;
    }

    /**
     * Whether to run a driver on the caller's thread, the default, or to use one that runs already.
     *
     * @param isDriverEmbedded false to use the running driver of {@link #aeronDirectoryName()}.
     * @return this.
     */
    public MediaContext embeddedDriver(final boolean isDriverEmbedded)
    {
        this.isDriverEmbedded = isDriverEmbedded;
        return this;
    }

    /**
     * The longest gap between two duty cycles that an embedded driver forgives.
     *
     * @return time in ns.
     */
    public long clientLivenessTimeoutNs()
    {
        return clientLivenessTimeoutNs;
    }

    /**
     * The longest gap between two duty cycles that an embedded driver forgives.
     *
     * @param clientLivenessTimeoutNs time in ns.
     * @return this.
     */
    public MediaContext clientLivenessTimeoutNs(final long clientLivenessTimeoutNs)
    {
        this.clientLivenessTimeoutNs = clientLivenessTimeoutNs;
        return this;
    }

    /**
     * Silence of the driver after which it is taken for dead.
     *
     * @return time in ns.
     */
    public long driverTimeoutNs()
    {
        return driverTimeoutNs;
    }

    /**
     * Silence of the driver after which it is taken for dead.
     *
     * @param driverTimeoutNs time in ns.
     * @return this.
     */
    public MediaContext driverTimeoutNs(final long driverTimeoutNs)
    {
        this.driverTimeoutNs = driverTimeoutNs;
        return this;
    }

    /**
     * Length of socket buffers asked of the kernel; it may grant less.
     *
     * @return length in bytes.
     */
    public int socketBufferLength()
    {
        return socketBufferLength;
    }

    /**
     * Length of socket buffers asked of the kernel; it may grant less.
     *
     * @param socketBufferLength length in bytes.
     * @return this.
     */
    public MediaContext socketBufferLength(final int socketBufferLength)
    {
        this.socketBufferLength = socketBufferLength;
        return this;
    }

    /**
     * Bytes that a sender may have under way to us on one stream.
     *
     * @return length in bytes.
     */
    public int receiverWindowLength()
    {
        return receiverWindowLength;
    }

    /**
     * Bytes that a sender may have under way to us on one stream; within {@link #socketBufferLength()}.
     *
     * @param receiverWindowLength length in bytes.
     * @return this.
     */
    public MediaContext receiverWindowLength(final int receiverWindowLength)
    {
        this.receiverWindowLength = receiverWindowLength;
        return this;
    }

    /**
     * Where errors of the driver and of the Aeron client go that stop nothing.
     *
     * @return the handler.
     */
    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    /**
     * Where errors of the driver and of the Aeron client go that stop nothing. By default to standard error.
     *
     * @param errorHandler called on the thread that drives the connection.
     * @return this.
     */
    public MediaContext errorHandler(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        return this;
    }

    Aeron.Context aeronContext()
    {
        return new Aeron.Context()
            .aeronDirectoryName(aeronDirectoryName)
            .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(driverTimeoutNs))
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE);
    }
}
