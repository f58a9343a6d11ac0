package io.balsa.node;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.transfer.TransferContext;
import io.balsa.log.mmap.SyncMode;
import org.agrona.SystemUtil;

import java.util.concurrent.TimeUnit;

/**
 * Every option of a member: the one list that reading, checking, documentation and help are made from.
 */
public enum NodeOption
{
    /** Cluster that the member belongs to. */
    CLUSTER_ID("balsa.cluster.id", "1", Kind.COUNT, 1, Long.MAX_VALUE,
        "Which cluster this is. Members and clients of another one are refused."),

    /** Own entry in {@link #MEMBERS}. */
    MEMBER_ID("balsa.member.id", null, Kind.COUNT, 0, NodeOption.MEMBER_ID_MAX,
        "Which entry of `balsa.members` this member is."),

    /** All members. */
    MEMBERS("balsa.members", null, "`ID=HOST:PEER_PORT:INGRESS_PORT,...`, 1 to " + RaftConfig.MEMBERS_MAX + " of them",
        "Every member, the same on all of them. An IPv6 address is written in brackets."),

    /** Directory of log and term state. */
    DIR("balsa.dir", null, "a directory",
        "Where log and term state are kept. It belongs to one member of one cluster."),

    /** Directory of the media driver. */
    AERON_DIR("balsa.aeron.dir", "", "a directory",
        "Directory of the media driver. Empty: one of the member's own with an embedded driver, else Aeron's default."),

    /** Where the media driver runs. */
    DRIVER("balsa.driver", "embedded", DriverMode.class,
        "Whether the Aeron media driver runs in this process or is there already."),

    /** How members reach each other. */
    PEER_MEDIA("balsa.peer.media", "udp", PeerMedia.class,
        "How members reach each other; ipc needs an external media driver that they share. The same on every member."),

    /** When entries are durable. */
    SYNC_MODE("balsa.sync.mode", "sync", SyncMode.class,
        "When an entry is durable: forced by a sync thread or by the duty cycle, left to the page cache, or never."),

    /** Length of a log file. */
    SEGMENT_LENGTH("balsa.segment.length", "64m", Kind.SIZE, 1 << 20, 1 << 30,
        "Length of a log file; a multiple of 4k, and at least twice `balsa.command.length.max` with room for headers."),

    /** What becomes of a damaged log. */
    LOG_REPAIR("balsa.log.repair", "peers", LogRepairMode.class,
        "When the log is damaged at the start: fetch what was lost from the other members, or refuse to start."),

    /** Entries kept for members that lag. */
    LOG_TRAILING_ENTRIES("balsa.log.trailing.entries", "10000", Kind.COUNT, 0, Long.MAX_VALUE,
        "Entries that the log keeps behind the oldest snapshot, for members that lag."),

    /** Bytes kept for members that lag. */
    LOG_FOLLOWER_LAG_BYTES_MAX("balsa.log.follower.lag.bytes.max", "256m", Kind.SIZE, 0, 1L << 40,
        "Newest bytes of the log that are kept whatever is in snapshots: a member that lags by no more needs none."),

    /** Whether and how snapshots are taken. */
    SNAPSHOT_MODE("balsa.snapshot.mode", "shadow", SnapshotMode.class,
        "Take snapshots from a second instance of the service on a thread of its own, from the one that serves in " +
        "slices, or none; none with sync mode memory."),

    /** Directory of the snapshots. */
    SNAPSHOT_DIR("balsa.snapshot.dir", "", "a directory",
        "Where snapshots are kept, one directory for each member. Empty: `snapshots` in `balsa.dir`."),

    /** Entries between snapshots. */
    SNAPSHOT_ENTRIES("balsa.snapshot.entries", "1000000", Kind.COUNT, 0, Long.MAX_VALUE,
        "A snapshot is taken after that many entries; 0 for any number."),

    /** Bytes between snapshots. */
    SNAPSHOT_BYTES("balsa.snapshot.bytes", "256m", Kind.SIZE, 0, 1L << 40,
        "A snapshot is taken after that many bytes of entries; 0 for any number."),

    /** Time between snapshots. */
    SNAPSHOT_INTERVAL("balsa.snapshot.interval", "0s", Kind.DURATION, 0, TimeUnit.DAYS.toNanos(365),
        "A snapshot is taken after that time if there are new entries; 0s for any time."),

    /** Snapshot at an orderly end. */
    SNAPSHOT_AT_CLOSE("balsa.snapshot.at.close", "off", Switch.class,
        "Whether a snapshot is taken when the member is stopped in good order, which waits for it; not with " +
        "`balsa.snapshot.mode=inline`."),

    /** Snapshots that are kept. */
    SNAPSHOT_RETAINED("balsa.snapshot.retained", "2", Kind.COUNT,
        ChronicleSnapshotStore.Context.RETAINED_COUNT_MIN, ChronicleSnapshotStore.Context.RETAINED_COUNT_MAX,
        "Snapshots that are kept. The log is shortened behind the oldest of them."),

    /** Pace of the second instance. */
    SNAPSHOT_REPLAY_RATE_MAX("balsa.snapshot.replay.rate.max", "2000000", Kind.COUNT, 1, Long.MAX_VALUE,
        "Entries that the second instance of the service applies in a second at most; more than clients send."),

    /** Bytes of snapshots that are given away in a second. */
    SNAPSHOT_TRANSFER_RATE_MAX("balsa.snapshot.transfer.rate.max", "64m", Kind.SIZE,
        TransferContext.RATE_BYTES_MIN, 1L << 40,
        "Bytes of snapshots that a member gives to all others together in a second at most."),

    /** Longest snapshot that is taken from another member. */
    SNAPSHOT_TRANSFER_LENGTH_MAX("balsa.snapshot.transfer.length.max", "1024g", Kind.SIZE,
        1, SnapshotContent.LENGTH_MAX,
        "Longest snapshot that a member takes from another."),

    /** How long entries stay for a member that needs a snapshot. */
    SNAPSHOT_PIN_TIMEOUT("balsa.snapshot.pin.timeout", "600s", Kind.DURATION,
        TimeUnit.SECONDS.toNanos(1), TimeUnit.DAYS.toNanos(1),
        "How long a leader keeps its log behind a snapshot for a member that is installing it."),

    /** Time between heartbeats. */
    HEARTBEAT_INTERVAL("balsa.heartbeat.interval", "20ms", Kind.DURATION,
        TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(10),
        "Time between signs of life of the leader; at most a third of `balsa.election.timeout.min`."),

    /** Shortest election timeout. */
    ELECTION_TIMEOUT_MIN("balsa.election.timeout.min", "150ms", Kind.DURATION,
        TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(60),
        "A follower waits at least this long for a leader before it stands for election."),

    /** Longest election timeout. */
    ELECTION_TIMEOUT_MAX("balsa.election.timeout.max", "300ms", Kind.DURATION,
        TimeUnit.MILLISECONDS.toNanos(6), TimeUnit.SECONDS.toNanos(120),
        "A follower waits at most this long; more than `balsa.election.timeout.min`."),

    /** How long a leader bears with its disk. */
    DISK_STALL_TIMEOUT("balsa.disk.stall.timeout", "2s", Kind.DURATION,
        TimeUnit.MILLISECONDS.toNanos(7), TimeUnit.SECONDS.toNanos(600),
        "A leader whose disk hangs or is full that long lets another lead; more than `balsa.election.timeout.max`."),

    /** Longest command. */
    COMMAND_LENGTH_MAX("balsa.command.length.max", "1m", Kind.SIZE, 64, EntryFrame.PAYLOAD_LENGTH_LIMIT,
        "Longest command of a client. The same on every member."),

    /** Bytes in the log that are not committed. */
    UNCOMMITTED_BYTES_MAX("balsa.uncommitted.bytes.max", "64m", Kind.SIZE, 1 << 12, 1L << 32,
        "Bytes that a leader appends ahead of the commit index before it answers BUSY; room for the longest command."),

    /** Sessions. */
    SESSION_MAX("balsa.session.max", "" + SessionTable.SESSIONS_MAX_DEFAULT, Kind.COUNT, 1, 1 << 20,
        "Client sessions that may be open; one more is refused until one is closed. The same on every member."),

    /** Commands in flight. */
    SESSION_WINDOW("balsa.session.window", "" + SessionTable.WINDOW_DEFAULT, Kind.COUNT, 1, 1 << 16,
        "Commands that a session may have unanswered. The same on every member."),

    /** Floor under the majority. */
    MIN_QUORUM("balsa.min.quorum", "0", Kind.COUNT, 0, RaftConfig.MEMBERS_MAX,
        "Members that an election and a commit need at least; 0 for the majority, which is always needed."),

    /** What becomes of a command that the service fails on. */
    COMMAND_FAILURE("balsa.command.failure", "answer", FailurePolicy.class,
        "When the service fails on a command: the client gets FAILED, or all members stop. The leader's choice holds."),

    /** What idle threads do. */
    IDLE_STRATEGY("balsa.idle.strategy", "backoff", IdleMode.class,
        "What a thread without work does. Spinning needs a core for each thread."),

    /** How many commands have their time taken. */
    LATENCY_SAMPLE_INTERVAL("balsa.latency.sample.interval", "64", Kind.COUNT, 0, 1 << 20,
        "Of so many commands one has its time taken stage by stage, for `balsa latency`; a power of two, 0 for none."),

    /** The service. */
    STATE_MACHINE("balsa.state.machine", "kv", "`kv`, `echo` or the name of a class",
        "The replicated service. A class has a public constructor without parameters. The same on every member.");

    /** Largest id of a member. */
    public static final int MEMBER_ID_MAX = 65_535;

    private final String key;
    private final String defaultText;
    private final Kind kind;
    private final long min;
    private final long max;
    private final String range;
    private final String meaning;

    NodeOption(
        final String key,
        final String defaultText,
        final Kind kind,
        final long min,
        final long max,
        final String meaning)
    {
        this.key = key;
        this.defaultText = defaultText;
        this.kind = kind;
        this.min = min;
        this.max = max;
        this.range = max == Long.MAX_VALUE ? "at least " + kind.format(min) : kind.format(min) + " to " +
            kind.format(max);
        this.meaning = meaning;
    }

    NodeOption(final String key, final String defaultText, final String range, final String meaning)
    {
        this.key = key;
        this.defaultText = defaultText;
        this.kind = Kind.TEXT;
        this.min = 0;
        this.max = 0;
        this.range = range;
        this.meaning = meaning;
    }

    NodeOption(
        final String key, final String defaultText, final Class<? extends Enum<?>> choices, final String meaning)
    {
        this(key, defaultText, String.join(", ", ChoiceNames.of(choices)), meaning);
    }

    /**
     * Find an option by its name.
     *
     * @param key as in a file.
     * @return the option, or null if there is none of that name.
     */
    public static NodeOption find(final String key)
    {
        for (final NodeOption option : values())
        {
            if (option.key.equals(key))
            {
                return option;
            }
        }
        return null;
    }

    /**
     * Name in a file and as a system property.
     *
     * @return the key.
     */
    public String key()
    {
        return key;
    }

    /**
     * What holds if nothing is said.
     *
     * @return the default as it would be written, or null if the option must be given.
     */
    public String defaultText()
    {
        return defaultText;
    }

    /**
     * What is allowed.
     *
     * @return one phrase.
     */
    public String range()
    {
        return range;
    }

    /**
     * What the option does.
     *
     * @return one or two sentences.
     */
    public String meaning()
    {
        return meaning;
    }

    /**
     * Read a number.
     *
     * @param text as configured.
     * @return the number: ns for durations, bytes for sizes.
     * @throws ConfigurationException if it is no number or out of range.
     */
    long parse(final String text)
    {
        final long value;
        try
        {
            value = kind.parse(key, text);
        }
        catch (final NumberFormatException | ArithmeticException ex)
        {
            throw wrong(text, kind.complaint());
        }
        if (value < min || value > max)
        {
            throw wrong(text, "out of range");
        }
        return value;
    }

    /**
     * Complain about a value.
     *
     * @param text   as configured.
     * @param reason what is wrong.
     * @return the exception to throw.
     */
    ConfigurationException wrong(final String text, final String reason)
    {
        return new ConfigurationException(key + "=" + text + ": " + reason + "; allowed: " + range);
    }

    /** How a value is written. */
    enum Kind
    {
        /** A plain number. */
        COUNT("not a number"),

        /** Bytes with k, m or g. */
        SIZE("not a size such as 64k, 16m or 1g"),

        /** Time with ns, us, ms or s. */
        DURATION("not a time such as 500us, 20ms or 2s"),

        /** Anything. */
        TEXT("");

        private final String complaint;

        Kind(final String complaint)
        {
            this.complaint = complaint;
        }

        String complaint()
        {
            return complaint;
        }

        long parse(final String key, final String text)
        {
            return switch (this)
            {
                case COUNT -> Long.parseLong(text);
                case SIZE -> SystemUtil.parseSize(key, text);
                case DURATION -> SystemUtil.parseDuration(key, text);
                case TEXT -> throw new IllegalStateException("not a number: " + key);
            };
        }

        String format(final long value)
        {
            return switch (this)
            {
                case SIZE -> SystemUtil.formatSize(value);
                case DURATION -> SystemUtil.formatDuration(value);
                default -> Long.toString(value);
            };
        }
    }
}
