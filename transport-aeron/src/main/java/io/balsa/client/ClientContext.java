package io.balsa.client;

import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.MemberEndpoints;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * Settings of a client. Lengths are in bytes, times in ns. Setters before the client is launched, accessors after it.
 */
public final class ClientContext
{
    /** Default of {@link #egressEndpoint()}: a free port, for members on this machine. */
    public static final String EGRESS_ENDPOINT_DEFAULT = "localhost:0";

    /** Default of {@link #window()}. */
    public static final int WINDOW_DEFAULT = 128;

    /** Default of {@link #commandLengthMax()}. */
    public static final int COMMAND_LENGTH_MAX_DEFAULT = TransportContext.COMMAND_LENGTH_MAX_DEFAULT;

    /** Default of {@link #pendingBytesMax()}. */
    public static final int PENDING_BYTES_MAX_DEFAULT = 4 * 1024 * 1024;

    /** Default of {@link #mtuLength()}: passes any network. */
    public static final int MTU_LENGTH_DEFAULT = 1408;

    /** Default of {@link #commandTimeoutNs()}. */
    public static final long COMMAND_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);

    /** Default of {@link #leaderTimeoutNs()}. */
    public static final long LEADER_TIMEOUT_DEFAULT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Default of {@link #searchIntervalMinNs()}. */
    public static final long SEARCH_INTERVAL_MIN_DEFAULT_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Default of {@link #searchIntervalMaxNs()}. */
    public static final long SEARCH_INTERVAL_MAX_DEFAULT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Default of {@link #connectTimeoutNs()}. */
    public static final long CONNECT_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);

    /** Default of {@link #closeTimeoutNs()}. */
    public static final long CLOSE_TIMEOUT_DEFAULT_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long TIME_MIN_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TIME_MAX_NS = TimeUnit.HOURS.toNanos(1);
    private static final int WINDOW_MAX = 1 << 20;

    private final MediaContext media = new MediaContext();
    private MemberEndpoints memberEndpoints;
    private String egressChannel;
    private boolean isSeedGiven;
    private long clusterId;
    private String members;
    private String egressEndpoint = EGRESS_ENDPOINT_DEFAULT;
    private int egressStreamId = 0;
    private ClientListener listener;
    private int window = WINDOW_DEFAULT;
    private int commandLengthMax = COMMAND_LENGTH_MAX_DEFAULT;
    private int pendingBytesMax = PENDING_BYTES_MAX_DEFAULT;
    private int mtuLength = MTU_LENGTH_DEFAULT;
    private long commandTimeoutNs = COMMAND_TIMEOUT_DEFAULT_NS;
    private long leaderTimeoutNs = LEADER_TIMEOUT_DEFAULT_NS;
    private long searchIntervalMinNs = SEARCH_INTERVAL_MIN_DEFAULT_NS;
    private long searchIntervalMaxNs = SEARCH_INTERVAL_MAX_DEFAULT_NS;
    private long connectTimeoutNs = CONNECT_TIMEOUT_DEFAULT_NS;
    private long closeTimeoutNs = CLOSE_TIMEOUT_DEFAULT_NS;
    private long randomSeed;
    private NanoClock nanoClock = SystemNanoClock.INSTANCE;

    /** Create a context with defaults. */
    public ClientContext()
    {
    }

    void conclude()
    {
        memberEndpoints = MemberEndpoints.parse("members", members);
        egressChannel = MemberEndpoints.channel("egressEndpoint", egressEndpoint);
        concludeSession();
        MediaContext.checkMtu("mtuLength", mtuLength);
        MediaContext.checkRange("connectTimeoutNs", connectTimeoutNs, TIME_MIN_NS, TIME_MAX_NS);
        MediaContext.checkRange("closeTimeoutNs", closeTimeoutNs, 0, TIME_MAX_NS);
        if (egressStreamId == 0)
        {
            egressStreamId = Long.hashCode(randomSeed) | 0x4000_0000;
        }
        media.conclude();
    }

    /** What a session needs over any medium; again is a no-op. */
    void concludeSession()
    {
        if (listener == null)
        {
            throw new IllegalArgumentException("listener is not given; outcomes of commands have nowhere to go");
        }
        MediaContext.checkRange("window", window, 1, WINDOW_MAX);
        MediaContext.checkRange(
            "commandLengthMax", commandLengthMax, 1, TransportContext.MESSAGE_LENGTH_LIMIT);
        MediaContext.checkRange("pendingBytesMax", pendingBytesMax, commandLengthMax, 1 << 30);
        MediaContext.checkRange("leaderTimeoutNs", leaderTimeoutNs, TIME_MIN_NS, TIME_MAX_NS);
        MediaContext.checkRange("commandTimeoutNs", commandTimeoutNs, leaderTimeoutNs, TIME_MAX_NS);
        MediaContext.checkRange("searchIntervalMaxNs", searchIntervalMaxNs, TIME_MIN_NS, TIME_MAX_NS);
        MediaContext.checkRange("searchIntervalMinNs", searchIntervalMinNs, TIME_MIN_NS, searchIntervalMaxNs);
        if (!isSeedGiven)
        {
            randomSeed(new SecureRandom().nextLong());
        }
    }

    MemberEndpoints memberEndpoints()
    {
        return memberEndpoints;
    }

    String egressChannel()
    {
        return egressChannel;
    }

    /**
     * Settings of the media driver and of the Aeron client.
     *
     * @return to be set.
     */
    public MediaContext media()
    {
        return media;
    }

    /**
     * Id of the cluster.
     *
     * @return the setting.
     */
    public long clusterId()
    {
        return clusterId;
    }

    /**
     * Id of the cluster.
     *
     * @param clusterId the setting.
     * @return this.
     */
    public ClientContext clusterId(final long clusterId)
    {
        this.clusterId = clusterId;
        return this;
    }

    /**
     * Where the members listen for clients: {@code 0=host:port,1=host:port}, or {@code id=aeron:ipc} for a
     * member on the same media driver.
     *
     * @return the setting.
     */
    public String members()
    {
        return members;
    }

    /**
     * Where the members listen for clients: {@code 0=host:port,1=host:port}, or {@code id=aeron:ipc} for a
     * member on the same media driver.
     *
     * @param members the setting.
     * @return this.
     */
    public ClientContext members(final String members)
    {
        this.members = members;
        return this;
    }

    /**
     * Where members answer: {@code host:port} with an address of this machine that they reach, port 0 for
     * any that is free, or {@code aeron:ipc}.
     *
     * @return the setting.
     */
    public String egressEndpoint()
    {
        return egressEndpoint;
    }

    /**
     * Where members answer: {@code host:port} with an address of this machine that they reach, port 0 for
     * any that is free, or {@code aeron:ipc}.
     *
     * @param egressEndpoint the setting.
     * @return this.
     */
    public ClientContext egressEndpoint(final String egressEndpoint)
    {
        this.egressEndpoint = egressEndpoint;
        return this;
    }

    /**
     * Stream on which members answer; clients that share a media driver need different ones. 0 for a
     * random one.
     *
     * @return the setting.
     */
    public int egressStreamId()
    {
        return egressStreamId;
    }

    /**
     * Stream on which members answer; clients that share a media driver need different ones. 0 for a
     * random one.
     *
     * @param egressStreamId the setting.
     * @return this.
     */
    public ClientContext egressStreamId(final int egressStreamId)
    {
        this.egressStreamId = egressStreamId;
        return this;
    }

    /**
     * Told what happens.
     *
     * @return the setting.
     */
    public ClientListener listener()
    {
        return listener;
    }

    /**
     * Told what happens.
     *
     * @param listener the setting.
     * @return this.
     */
    public ClientContext listener(final ClientListener listener)
    {
        this.listener = listener;
        return this;
    }

    /**
     * Most unanswered commands; the cluster may allow fewer.
     *
     * @return the setting.
     */
    public int window()
    {
        return window;
    }

    /**
     * Most unanswered commands; the cluster may allow fewer.
     *
     * @param window the setting.
     * @return this.
     */
    public ClientContext window(final int window)
    {
        this.window = window;
        return this;
    }

    /**
     * Longest command; the cluster may allow less.
     *
     * @return the setting.
     */
    public int commandLengthMax()
    {
        return commandLengthMax;
    }

    /**
     * Longest command; the cluster may allow less.
     *
     * @param commandLengthMax the setting.
     * @return this.
     */
    public ClientContext commandLengthMax(final int commandLengthMax)
    {
        this.commandLengthMax = commandLengthMax;
        return this;
    }

    /**
     * Room for copies of unanswered commands, rounded up to a power of two.
     *
     * @return the setting.
     */
    public int pendingBytesMax()
    {
        return pendingBytesMax;
    }

    /**
     * Room for copies of unanswered commands, rounded up to a power of two.
     *
     * @param pendingBytesMax the setting.
     * @return this.
     */
    public ClientContext pendingBytesMax(final int pendingBytesMax)
    {
        this.pendingBytesMax = pendingBytesMax;
        return this;
    }

    /**
     * Longest packet to members.
     *
     * @return the setting.
     */
    public int mtuLength()
    {
        return mtuLength;
    }

    /**
     * Longest packet to members.
     *
     * @param mtuLength the setting.
     * @return this.
     */
    public ClientContext mtuLength(final int mtuLength)
    {
        this.mtuLength = mtuLength;
        return this;
    }

    /**
     * Time after which a command without an answer ends as {@link Outcome#NOT_APPLIED} or {@link
     * Outcome#INDETERMINATE}.
     *
     * @return the setting.
     */
    public long commandTimeoutNs()
    {
        return commandTimeoutNs;
    }

    /**
     * Time after which a command without an answer ends as {@link Outcome#NOT_APPLIED} or {@link
     * Outcome#INDETERMINATE}.
     *
     * @param commandTimeoutNs the setting.
     * @return this.
     */
    public ClientContext commandTimeoutNs(final long commandTimeoutNs)
    {
        this.commandTimeoutNs = commandTimeoutNs;
        return this;
    }

    /**
     * Silence of the leader after which another is looked for; it is asked for a sign of life four times
     * in that time.
     *
     * @return the setting.
     */
    public long leaderTimeoutNs()
    {
        return leaderTimeoutNs;
    }

    /**
     * Silence of the leader after which another is looked for; it is asked for a sign of life four times
     * in that time.
     *
     * @param leaderTimeoutNs the setting.
     * @return this.
     */
    public ClientContext leaderTimeoutNs(final long leaderTimeoutNs)
    {
        this.leaderTimeoutNs = leaderTimeoutNs;
        return this;
    }

    /**
     * Time between the first two rounds of looking for a leader; it doubles with each.
     *
     * @return the setting.
     */
    public long searchIntervalMinNs()
    {
        return searchIntervalMinNs;
    }

    /**
     * Time between the first two rounds of looking for a leader; it doubles with each.
     *
     * @param searchIntervalMinNs the setting.
     * @return this.
     */
    public ClientContext searchIntervalMinNs(final long searchIntervalMinNs)
    {
        this.searchIntervalMinNs = searchIntervalMinNs;
        return this;
    }

    /**
     * Longest time between two rounds of looking for a leader.
     *
     * @return the setting.
     */
    public long searchIntervalMaxNs()
    {
        return searchIntervalMaxNs;
    }

    /**
     * Longest time between two rounds of looking for a leader.
     *
     * @param searchIntervalMaxNs the setting.
     * @return this.
     */
    public ClientContext searchIntervalMaxNs(final long searchIntervalMaxNs)
    {
        this.searchIntervalMaxNs = searchIntervalMaxNs;
        return this;
    }

    /**
     * Time that {@link BalsaClient#connect(ClientContext)} waits for a leader.
     *
     * @return the setting.
     */
    public long connectTimeoutNs()
    {
        return connectTimeoutNs;
    }

    /**
     * Time that {@link BalsaClient#connect(ClientContext)} waits for a leader.
     *
     * @param connectTimeoutNs the setting.
     * @return this.
     */
    public ClientContext connectTimeoutNs(final long connectTimeoutNs)
    {
        this.connectTimeoutNs = connectTimeoutNs;
        return this;
    }

    /**
     * Time that {@link BalsaClient#close()} waits for the end of the session.
     *
     * @return the setting.
     */
    public long closeTimeoutNs()
    {
        return closeTimeoutNs;
    }

    /**
     * Time that {@link BalsaClient#close()} waits for the end of the session.
     *
     * @param closeTimeoutNs the setting.
     * @return this.
     */
    public ClientContext closeTimeoutNs(final long closeTimeoutNs)
    {
        this.closeTimeoutNs = closeTimeoutNs;
        return this;
    }

    /**
     * Seed of the keys that name this client to the cluster; no two clients may share one. By default a
     * secure random one.
     *
     * @return the setting.
     */
    public long randomSeed()
    {
        return randomSeed;
    }

    /**
     * Seed of the keys that name this client to the cluster; no two clients may share one. By default a
     * secure random one.
     *
     * @param randomSeed the setting.
     * @return this.
     */
    public ClientContext randomSeed(final long randomSeed)
    {
        this.randomSeed = randomSeed;
        isSeedGiven = true;
        return this;
    }

    /**
     * Monotonic clock.
     *
     * @return the setting.
     */
    public NanoClock nanoClock()
    {
        return nanoClock;
    }

    /**
     * Monotonic clock.
     *
     * @param nanoClock the setting.
     * @return this.
     */
    public ClientContext nanoClock(final NanoClock nanoClock)
    {
        this.nanoClock = nanoClock;
        return this;
    }
}
