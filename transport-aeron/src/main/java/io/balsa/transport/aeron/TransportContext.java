package io.balsa.transport.aeron;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.BitUtil;

import java.util.concurrent.TimeUnit;

/**
 * Settings of {@link AeronTransport}. Lengths are in bytes.
 */
public final class TransportContext
{
    /** Default of {@link #controlMtuLength()}: passes any network. */
    public static final int CONTROL_MTU_LENGTH_DEFAULT = 1408;

    /** Default of {@link #controlTermLength()}. */
    public static final int CONTROL_TERM_LENGTH_DEFAULT = 64 * 1024;

    /** Default of {@link #logMtuLength()}: passes loopback and jumbo frames; 1408 suits 1500-byte networks. */
    public static final int LOG_MTU_LENGTH_DEFAULT = 8192;

    /** Default of {@link #logTermLength()}. */
    public static final int LOG_TERM_LENGTH_DEFAULT = 4 * 1024 * 1024;

    /** Default of {@link #egressMtuLength()}: passes any network. */
    public static final int EGRESS_MTU_LENGTH_DEFAULT = 1408;

    /** Default of {@link #commandLengthMax()}. */
    public static final int COMMAND_LENGTH_MAX_DEFAULT = 1024 * 1024;

    /** Largest {@link #commandLengthMax()} and {@link #replyLengthMax()}: one Aeron message with its header. */
    public static final int MESSAGE_LENGTH_LIMIT = EntryFrame.PAYLOAD_LENGTH_LIMIT - WireProtocol.MESSAGE_OVERHEAD;

    /** Default of {@link #replyLengthMax()}. */
    public static final int REPLY_LENGTH_MAX_DEFAULT = 1024 * 1024;

    /** Default of {@link #sessionWindow()}. */
    public static final int SESSION_WINDOW_DEFAULT = 128;

    /** Default of {@link #connectionsMax()}. */
    public static final int CONNECTIONS_MAX_DEFAULT = 256;

    /** Default of {@link #pendingConnectionsMax()}. */
    public static final int PENDING_CONNECTIONS_MAX_DEFAULT = 16;

    /** Default of {@link #connectTimeoutNs()}. */
    public static final long CONNECT_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);

    private static final int TERM_LENGTH_MIN = 64 * 1024;
    private static final int TERM_LENGTH_MAX = 1 << 30;

    private final MediaContext media = new MediaContext();
    private long clusterId;
    private int memberId = -1;
    private MemberEndpoints peers;
    private String ingressChannel;
    private boolean ipcIngress = true;
    private int controlMtuLength = CONTROL_MTU_LENGTH_DEFAULT;
    private int controlTermLength = CONTROL_TERM_LENGTH_DEFAULT;
    private int logMtuLength = LOG_MTU_LENGTH_DEFAULT;
    private int logTermLength = LOG_TERM_LENGTH_DEFAULT;
    private int egressMtuLength = EGRESS_MTU_LENGTH_DEFAULT;
    private int commandLengthMax = COMMAND_LENGTH_MAX_DEFAULT;
    private int replyLengthMax = REPLY_LENGTH_MAX_DEFAULT;
    private int sessionWindow = SESSION_WINDOW_DEFAULT;
    private int connectionsMax = CONNECTIONS_MAX_DEFAULT;
    private int pendingConnectionsMax = PENDING_CONNECTIONS_MAX_DEFAULT;
    private long connectTimeoutNs = CONNECT_TIMEOUT_DEFAULT_NS;

    /** Create a context with defaults. */
    public TransportContext()
    {
    }

    void conclude()
    {
        if (peers == null || peers.position(memberId) < 0)
        {
            throw new IllegalArgumentException(
                "memberId=" + memberId + " is not in peers; each member, this one too, needs an endpoint there");
        }
        if (ingressChannel == null)
        {
            throw new IllegalArgumentException("ingressChannel is not given; clients could not connect");
        }
        MediaContext.checkMtu("controlMtuLength", controlMtuLength);
        MediaContext.checkMtu("logMtuLength", logMtuLength);
        MediaContext.checkMtu("egressMtuLength", egressMtuLength);
        checkTerm("controlTermLength", controlTermLength);
        checkTerm("logTermLength", logTermLength);
        MediaContext.checkRange("commandLengthMax", commandLengthMax, 1, MESSAGE_LENGTH_LIMIT);
        MediaContext.checkRange("replyLengthMax", replyLengthMax, 1, MESSAGE_LENGTH_LIMIT);
        MediaContext.checkRange("sessionWindow", sessionWindow, 1, 1 << 20);
        MediaContext.checkRange("connectionsMax", connectionsMax, 1, 1 << 16);
        MediaContext.checkRange("pendingConnectionsMax", pendingConnectionsMax, 1, connectionsMax);
        MediaContext.checkRange(
            "connectTimeoutNs", connectTimeoutNs, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.HOURS.toNanos(1));
        media.conclude();
    }

    private static void checkTerm(final String key, final int value)
    {
        MediaContext.checkRange(key, value, TERM_LENGTH_MIN, TERM_LENGTH_MAX);
        if (!BitUtil.isPowerOfTwo(value))
        {
            throw new IllegalArgumentException(key + "=" + value + " is not a power of two");
        }
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
     * Id of the cluster; messages of others are dropped.
     *
     * @return the setting.
     */
    public long clusterId()
    {
        return clusterId;
    }

    /**
     * Id of the cluster; messages of others are dropped.
     *
     * @param clusterId the setting.
     * @return this.
     */
    public TransportContext clusterId(final long clusterId)
    {
        this.clusterId = clusterId;
        return this;
    }

    /**
     * Id of this member, one of {@link #peers()}.
     *
     * @return the setting.
     */
    public int memberId()
    {
        return memberId;
    }

    /**
     * Id of this member, one of {@link #peers()}.
     *
     * @param memberId the setting.
     * @return this.
     */
    public TransportContext memberId(final int memberId)
    {
        this.memberId = memberId;
        return this;
    }

    /**
     * Where all members listen for each other, this one included.
     *
     * @return the setting.
     */
    public MemberEndpoints peers()
    {
        return peers;
    }

    /**
     * Where all members listen for each other, this one included.
     *
     * @param peers the setting.
     * @return this.
     */
    public TransportContext peers(final MemberEndpoints peers)
    {
        this.peers = peers;
        return this;
    }

    /**
     * Aeron channel on which this member listens for clients.
     *
     * @return the setting.
     */
    public String ingressChannel()
    {
        return ingressChannel;
    }

    /**
     * Aeron channel on which this member listens for clients.
     *
     * @param ingressChannel the setting.
     * @return this.
     */
    public TransportContext ingressChannel(final String ingressChannel)
    {
        this.ingressChannel = ingressChannel;
        return this;
    }

    /**
     * Whether clients on the same media driver may connect by shared memory. Of use with a driver that
     * others share.
     *
     * @return the setting.
     */
    public boolean ipcIngress()
    {
        return ipcIngress;
    }

    /**
     * Whether clients on the same media driver may connect by shared memory. Of use with a driver that
     * others share.
     *
     * @param ipcIngress the setting.
     * @return this.
     */
    public TransportContext ipcIngress(final boolean ipcIngress)
    {
        this.ipcIngress = ipcIngress;
        return this;
    }

    /**
     * Longest packet of the control streams.
     *
     * @return the setting.
     */
    public int controlMtuLength()
    {
        return controlMtuLength;
    }

    /**
     * Longest packet of the control streams.
     *
     * @param controlMtuLength the setting.
     * @return this.
     */
    public TransportContext controlMtuLength(final int controlMtuLength)
    {
        this.controlMtuLength = controlMtuLength;
        return this;
    }

    /**
     * Term of the control streams, a power of two.
     *
     * @return the setting.
     */
    public int controlTermLength()
    {
        return controlTermLength;
    }

    /**
     * Term of the control streams, a power of two.
     *
     * @param controlTermLength the setting.
     * @return this.
     */
    public TransportContext controlTermLength(final int controlTermLength)
    {
        this.controlTermLength = controlTermLength;
        return this;
    }

    /**
     * Longest packet of the log streams.
     *
     * @return the setting.
     */
    public int logMtuLength()
    {
        return logMtuLength;
    }

    /**
     * Longest packet of the log streams.
     *
     * @param logMtuLength the setting.
     * @return this.
     */
    public TransportContext logMtuLength(final int logMtuLength)
    {
        this.logMtuLength = logMtuLength;
        return this;
    }

    /**
     * Term of the log streams, a power of two.
     *
     * @return the setting.
     */
    public int logTermLength()
    {
        return logTermLength;
    }

    /**
     * Term of the log streams, a power of two.
     *
     * @param logTermLength the setting.
     * @return this.
     */
    public TransportContext logTermLength(final int logTermLength)
    {
        this.logTermLength = logTermLength;
        return this;
    }

    /**
     * Longest packet to clients.
     *
     * @return the setting.
     */
    public int egressMtuLength()
    {
        return egressMtuLength;
    }

    /**
     * Longest packet to clients.
     *
     * @param egressMtuLength the setting.
     * @return this.
     */
    public TransportContext egressMtuLength(final int egressMtuLength)
    {
        this.egressMtuLength = egressMtuLength;
        return this;
    }

    /**
     * Longest command; what is longer is answered {@code TOO_LARGE}.
     *
     * @return the setting.
     */
    public int commandLengthMax()
    {
        return commandLengthMax;
    }

    /**
     * Longest command; what is longer is answered {@code TOO_LARGE}.
     *
     * @param commandLengthMax the setting.
     * @return this.
     */
    public TransportContext commandLengthMax(final int commandLengthMax)
    {
        this.commandLengthMax = commandLengthMax;
        return this;
    }

    /**
     * Longest result of a command.
     *
     * @return the setting.
     */
    public int replyLengthMax()
    {
        return replyLengthMax;
    }

    /**
     * Longest result of a command.
     *
     * @param replyLengthMax the setting.
     * @return this.
     */
    public TransportContext replyLengthMax(final int replyLengthMax)
    {
        this.replyLengthMax = replyLengthMax;
        return this;
    }

    /**
     * Commands that a session may have unanswered, as told to clients.
     *
     * @return the setting.
     */
    public int sessionWindow()
    {
        return sessionWindow;
    }

    /**
     * Commands that a session may have unanswered, as told to clients.
     *
     * @param sessionWindow the setting.
     * @return this.
     */
    public TransportContext sessionWindow(final int sessionWindow)
    {
        this.sessionWindow = sessionWindow;
        return this;
    }

    /**
     * Most clients at a time. Others wait until a client goes, or has not connected within
     * {@link #connectTimeoutNs()}.
     *
     * @return the setting.
     */
    public int connectionsMax()
    {
        return connectionsMax;
    }

    /**
     * Most clients at a time. Others wait until a client goes, or has not connected within
     * {@link #connectTimeoutNs()}.
     *
     * @param connectionsMax the setting.
     * @return this.
     */
    public TransportContext connectionsMax(final int connectionsMax)
    {
        this.connectionsMax = connectionsMax;
        return this;
    }

    /**
     * Most clients at a time whose egress is not reached yet.
     *
     * @return the setting.
     */
    public int pendingConnectionsMax()
    {
        return pendingConnectionsMax;
    }

    /**
     * Most clients at a time whose egress is not reached yet.
     *
     * @param pendingConnectionsMax the setting.
     * @return this.
     */
    public TransportContext pendingConnectionsMax(final int pendingConnectionsMax)
    {
        this.pendingConnectionsMax = pendingConnectionsMax;
        return this;
    }

    /**
     * Time in ns after which a client whose egress is not reached is given up.
     *
     * @return the setting.
     */
    public long connectTimeoutNs()
    {
        return connectTimeoutNs;
    }

    /**
     * Time in ns after which a client whose egress is not reached is given up.
     *
     * @param connectTimeoutNs the setting.
     * @return this.
     */
    public TransportContext connectTimeoutNs(final long connectTimeoutNs)
    {
        this.connectTimeoutNs = connectTimeoutNs;
        return this;
    }
}
