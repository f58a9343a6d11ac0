package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.util.Objects;

/** What the transfer of snapshots is made of, and its limits. Setters return this; {@link #conclude()} checks. */
public final class TransferContext
{
    /** Most bytes a second that a member gives away, where nothing else is configured. */
    public static final long RATE_BYTES_MAX_DEFAULT = 64L * 1024 * 1024;

    /** Lowest {@link #rateBytesMax()}. */
    public static final long RATE_BYTES_MIN = 64L * 1024;

    /** After what time without an answer bytes are asked for again, where nothing else is configured. */
    public static final long REQUEST_TIMEOUT_DEFAULT_NS = 500_000_000L;

    /** Longest snapshot that is taken, in bytes, where nothing else is configured. */
    public static final long LENGTH_MAX_DEFAULT = 1L << 40;

    /** Most bytes that are asked for at once, and given for one request. */
    public static final int REQUEST_LENGTH_MAX = 256 * 1024;

    private SnapshotExchange exchange;
    private SnapshotInstaller installer;
    private TransferLink link;
    private TransferListener listener = TransferListener.NONE;
    private TransferCounters counters;
    private NanoClock clock = SystemNanoClock.INSTANCE;
    private int[] peerIds;
    private int chunkLengthMax;
    private long rateBytesMax = RATE_BYTES_MAX_DEFAULT;
    private long requestTimeoutNs = REQUEST_TIMEOUT_DEFAULT_NS;
    private long lengthMax = LENGTH_MAX_DEFAULT;

    /** With the defaults. */
    public TransferContext()
    {
    }

    void conclude()
    {
        Objects.requireNonNull(exchange, "exchange is missing");
        Objects.requireNonNull(installer, "installer is missing");
        Objects.requireNonNull(link, "link is missing");
        Objects.requireNonNull(peerIds, "peerIds are missing");
        Objects.requireNonNull(counters, "counters are missing");
        check(chunkLengthMax >= 1, "chunkLengthMax", chunkLengthMax, "at least 1");
        check(rateBytesMax >= RATE_BYTES_MIN, "rateBytesMax", rateBytesMax, "at least " + RATE_BYTES_MIN);
        check(requestTimeoutNs > 0, "requestTimeoutNs", requestTimeoutNs, "above 0");
        check(lengthMax >= 1 && lengthMax <= SnapshotContent.LENGTH_MAX, "lengthMax", lengthMax,
            "1 to " + SnapshotContent.LENGTH_MAX);
        chunkLengthMax = Math.min(chunkLengthMax, link.chunkLengthMax());
    }

    private static void check(final boolean isRight, final String name, final long value, final String allowed)
    {
        if (!isRight)
        {
            throw new IllegalArgumentException(name + "=" + value + " is not allowed: " + allowed);
        }
    }

    /**
     * Set the snapshots as bytes.
     *
     * @param value of the store whose thread this runs on.
     * @return this.
     */
    public TransferContext exchange(final SnapshotExchange value)
    {
        exchange = value;
        return this;
    }

    SnapshotExchange exchange()
    {
        return exchange;
    }

    /**
     * Set who makes a received snapshot the member's state.
     *
     * @param value installer.
     * @return this.
     */
    public TransferContext installer(final SnapshotInstaller value)
    {
        installer = value;
        return this;
    }

    SnapshotInstaller installer()
    {
        return installer;
    }

    /**
     * Set the queues to and from the duty cycle.
     *
     * @param value link.
     * @return this.
     */
    public TransferContext link(final TransferLink value)
    {
        link = value;
        return this;
    }

    TransferLink link()
    {
        return link;
    }

    /**
     * Set who learns what becomes of transfers.
     *
     * @param value listener.
     * @return this.
     */
    public TransferContext listener(final TransferListener value)
    {
        listener = value;
        return this;
    }

    TransferListener listener()
    {
        return listener;
    }

    /**
     * Set the counters.
     *
     * @param value written by the transfer agent.
     * @return this.
     */
    public TransferContext counters(final TransferCounters value)
    {
        counters = value;
        return this;
    }

    TransferCounters counters()
    {
        return counters;
    }

    /**
     * Set the clock.
     *
     * @param value monotonic.
     * @return this.
     */
    public TransferContext clock(final NanoClock value)
    {
        clock = value;
        return this;
    }

    NanoClock clock()
    {
        return clock;
    }

    /**
     * Set the other members.
     *
     * @param value ids; kept.
     * @return this.
     */
    public TransferContext peerIds(final int... value)
    {
        peerIds = value.clone();
        return this;
    }

    int[] peerIds()
    {
        return peerIds;
    }

    /**
     * Set the longest chunk, which is that of the transport.
     *
     * @param value bytes, at least 1.
     * @return this.
     */
    public TransferContext chunkLengthMax(final int value)
    {
        chunkLengthMax = value;
        return this;
    }

    int chunkLengthMax()
    {
        return chunkLengthMax;
    }

    /**
     * Set how many bytes a second this member gives away, to all others together.
     *
     * @param value bytes, at least {@link #RATE_BYTES_MIN}.
     * @return this.
     */
    public TransferContext rateBytesMax(final long value)
    {
        rateBytesMax = value;
        return this;
    }

    long rateBytesMax()
    {
        return rateBytesMax;
    }

    /**
     * Set after what time without an answer bytes are asked for again, and of another member after the second time.
     *
     * @param value ns.
     * @return this.
     */
    public TransferContext requestTimeoutNs(final long value)
    {
        requestTimeoutNs = value;
        return this;
    }

    long requestTimeoutNs()
    {
        return requestTimeoutNs;
    }

    /**
     * Set the longest snapshot that is taken from another member.
     *
     * @param value bytes, from 1 to {@link SnapshotContent#LENGTH_MAX}.
     * @return this.
     */
    public TransferContext lengthMax(final long value)
    {
        lengthMax = value;
        return this;
    }

    long lengthMax()
    {
        return lengthMax;
    }
}
