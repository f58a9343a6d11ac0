package io.balsa.node;

import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.snapshot.LogRetention;
import io.balsa.consensus.snapshot.SnapshotTriggers;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import org.agrona.BitUtil;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * How a member is set up: every value read, checked and cross-checked once. Immutable. Times are in ns and lengths in
 * bytes. What each option means and allows is said by {@link NodeOption}.
 */
public final class NodeConfiguration
{
    private static final int HEARTBEATS_PER_TIMEOUT_MIN = 3;
    private static final int SEGMENT_ALIGNMENT = 4096;
    private static final int FRAMES_PER_SEGMENT_MIN = 2;

    private final OptionValues values;
    private final long clusterId;
    private final int memberId;
    private final List<MemberEndpoint> members;
    private final Path dir;
    private final String aeronDir;
    private final DriverMode driver;
    private final PeerMedia peerMedia;
    private final SyncMode syncMode;
    private final int segmentLength;
    private final LogRepairMode logRepair;
    private final long heartbeatIntervalNs;
    private final long electionTimeoutMinNs;
    private final long electionTimeoutMaxNs;
    private final long diskStallTimeoutNs;
    private final int commandLengthMax;
    private final long uncommittedBytesMax;
    private final int sessionMax;
    private final int sessionWindow;
    private final int minQuorum;
    private final FailurePolicy failurePolicy;
    private final IdleMode idleStrategy;
    private final int latencySampleInterval;
    private final StateMachineChoice stateMachine;
    private final SnapshotMode snapshotMode;
    private final Path snapshotDir;
    private final int snapshotRetained;
    private final SnapshotTriggers snapshotTriggers;
    private final long snapshotReplayRateMax;
    private final long snapshotTransferRateMax;
    private final long snapshotTransferLengthMax;
    private final long snapshotPinTimeoutNs;
    private final LogRetention logRetention;

    private NodeConfiguration(final OptionValues values)
    {
        this.values = values;
        clusterId = values.number(NodeOption.CLUSTER_ID);
        memberId = values.integer(NodeOption.MEMBER_ID);
        members = MemberEndpoint.parseList(values.requiredText(NodeOption.MEMBERS));
        dir = path(NodeOption.DIR, values.requiredText(NodeOption.DIR));
        aeronDir = values.text(NodeOption.AERON_DIR);
        driver = values.choice(NodeOption.DRIVER, DriverMode.class);
        peerMedia = values.choice(NodeOption.PEER_MEDIA, PeerMedia.class);
        syncMode = values.choice(NodeOption.SYNC_MODE, SyncMode.class);
        segmentLength = values.integer(NodeOption.SEGMENT_LENGTH);
        logRepair = values.choice(NodeOption.LOG_REPAIR, LogRepairMode.class);
        heartbeatIntervalNs = values.number(NodeOption.HEARTBEAT_INTERVAL);
        electionTimeoutMinNs = values.number(NodeOption.ELECTION_TIMEOUT_MIN);
        electionTimeoutMaxNs = values.number(NodeOption.ELECTION_TIMEOUT_MAX);
        diskStallTimeoutNs = values.number(NodeOption.DISK_STALL_TIMEOUT);
        commandLengthMax = values.integer(NodeOption.COMMAND_LENGTH_MAX);
        uncommittedBytesMax = values.number(NodeOption.UNCOMMITTED_BYTES_MAX);
        sessionMax = values.integer(NodeOption.SESSION_MAX);
        sessionWindow = values.integer(NodeOption.SESSION_WINDOW);
        minQuorum = values.integer(NodeOption.MIN_QUORUM);
        failurePolicy = values.choice(NodeOption.COMMAND_FAILURE, FailurePolicy.class);
        idleStrategy = values.choice(NodeOption.IDLE_STRATEGY, IdleMode.class);
        latencySampleInterval = values.integer(NodeOption.LATENCY_SAMPLE_INTERVAL);
        stateMachine = new StateMachineChoice(values.requiredText(NodeOption.STATE_MACHINE));
        snapshotMode = syncMode == SyncMode.MEMORY ?
            SnapshotMode.OFF : values.choice(NodeOption.SNAPSHOT_MODE, SnapshotMode.class);
        snapshotDir = values.text(NodeOption.SNAPSHOT_DIR).isEmpty() ?
            dir.resolve(MemberStorage.SNAPSHOT_DIRECTORY) :
            path(NodeOption.SNAPSHOT_DIR, values.text(NodeOption.SNAPSHOT_DIR));
        snapshotRetained = values.integer(NodeOption.SNAPSHOT_RETAINED);
        snapshotTriggers = new SnapshotTriggers(
            values.number(NodeOption.SNAPSHOT_ENTRIES),
            values.number(NodeOption.SNAPSHOT_BYTES),
            values.number(NodeOption.SNAPSHOT_INTERVAL),
            values.choice(NodeOption.SNAPSHOT_AT_CLOSE, Switch.class) == Switch.ON);
        snapshotReplayRateMax = values.number(NodeOption.SNAPSHOT_REPLAY_RATE_MAX);
        snapshotTransferRateMax = values.number(NodeOption.SNAPSHOT_TRANSFER_RATE_MAX);
        snapshotTransferLengthMax = values.number(NodeOption.SNAPSHOT_TRANSFER_LENGTH_MAX);
        snapshotPinTimeoutNs = values.number(NodeOption.SNAPSHOT_PIN_TIMEOUT);
        logRetention = new LogRetention(
            values.number(NodeOption.LOG_TRAILING_ENTRIES), values.number(NodeOption.LOG_FOLLOWER_LAG_BYTES_MAX));
    }

    /**
     * Read a configuration.
     *
     * @param file    of properties in UTF-8, or null for none.
     * @param overlay whose {@code balsa.*} properties win over the file's, such as the system properties.
     * @return the configuration, checked.
     * @throws ConfigurationException for the first thing that is wrong.
     */
    public static NodeConfiguration load(final Path file, final Properties overlay)
    {
        final OptionValues values = new OptionValues(OptionValues.read(file), overlay);
        final NodeConfiguration configuration = new NodeConfiguration(values);
        configuration.checkTimeouts();
        configuration.checkMembers();
        configuration.checkLengths();
        configuration.checkLatencies();
        configuration.checkSnapshots();
        return configuration;
    }

    private void checkSnapshots()
    {
        if (snapshotMode == SnapshotMode.INLINE && snapshotTriggers.isAtClose())
        {
            throw wrong(NodeOption.SNAPSHOT_AT_CLOSE, "the instance that would be written from with " +
                written(NodeOption.SNAPSHOT_MODE) + " has ended by then");
        }
    }

    private void checkTimeouts()
    {
        if (heartbeatIntervalNs * HEARTBEATS_PER_TIMEOUT_MIN > electionTimeoutMinNs)
        {
            throw wrong(NodeOption.HEARTBEAT_INTERVAL,
                "more than a third of " + written(NodeOption.ELECTION_TIMEOUT_MIN));
        }
        if (electionTimeoutMaxNs <= electionTimeoutMinNs)
        {
            throw wrong(NodeOption.ELECTION_TIMEOUT_MAX,
                "not more than " + written(NodeOption.ELECTION_TIMEOUT_MIN));
        }
        if (diskStallTimeoutNs <= electionTimeoutMaxNs)
        {
            throw wrong(NodeOption.DISK_STALL_TIMEOUT,
                "not more than " + written(NodeOption.ELECTION_TIMEOUT_MAX));
        }
    }

    private void checkMembers()
    {
        if (members.stream().noneMatch(member -> member.id() == memberId))
        {
            throw wrong(NodeOption.MEMBER_ID, "not in " + written(NodeOption.MEMBERS));
        }
        if (peerMedia == PeerMedia.IPC && driver != DriverMode.EXTERNAL)
        {
            throw wrong(NodeOption.PEER_MEDIA, "needs a media driver that the members share, " +
                NodeOption.DRIVER.key() + "=external");
        }
        if (minQuorum > members.size())
        {
            throw wrong(NodeOption.MIN_QUORUM, "more than the " + members.size() + " members that there are");
        }
    }

    private void checkLengths()
    {
        if (segmentLength % SEGMENT_ALIGNMENT != 0)
        {
            throw wrong(NodeOption.SEGMENT_LENGTH, "not a multiple of 4k");
        }
        final long frameLengthMax = EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + commandLengthMax);
        if (segmentLength - SEGMENT_ALIGNMENT < FRAMES_PER_SEGMENT_MIN * frameLengthMax)
        {
            throw wrong(NodeOption.SEGMENT_LENGTH,
                "no room for two entries of " + written(NodeOption.COMMAND_LENGTH_MAX));
        }
        if (uncommittedBytesMax < frameLengthMax)
        {
            throw wrong(NodeOption.UNCOMMITTED_BYTES_MAX,
                "no room for an entry of " + written(NodeOption.COMMAND_LENGTH_MAX));
        }
    }

    private void checkLatencies()
    {
        if (latencySampleInterval != 0 && !BitUtil.isPowerOfTwo(latencySampleInterval))
        {
            throw wrong(NodeOption.LATENCY_SAMPLE_INTERVAL, "not a power of two");
        }
    }

    private ConfigurationException wrong(final NodeOption option, final String reason)
    {
        return option.wrong(values.text(option), reason);
    }

    private String written(final NodeOption option)
    {
        return option.key() + "=" + values.text(option);
    }

    private static Path path(final NodeOption option, final String text)
    {
        try
        {
            return Path.of(text).toAbsolutePath().normalize();
        }
        catch (final InvalidPathException ex)
        {
            throw option.wrong(text, "not a path: " + ex.getReason());
        }
    }

    /**
     * An option as it is in force.
     *
     * @param option to look up.
     * @return its text: as given, or its default.
     */
    public String text(final NodeOption option)
    {
        return values.text(option);
    }

    /**
     * Make the service.
     *
     * @return a new state machine.
     * @throws ConfigurationException if its constructor fails.
     */
    public StateMachine newStateMachine()
    {
        return stateMachine.newStateMachine();
    }

    /**
     * {@link NodeOption#CLUSTER_ID}.
     *
     * @return the value in force.
     */
    public long clusterId()
    {
        return clusterId;
    }

    /**
     * {@link NodeOption#MEMBER_ID}.
     *
     * @return the value in force.
     */
    public int memberId()
    {
        return memberId;
    }

    /**
     * {@link NodeOption#MEMBERS}.
     *
     * @return the members in the order of their ids.
     */
    public List<MemberEndpoint> members()
    {
        return members;
    }

    /**
     * {@link NodeOption#DIR}.
     *
     * @return an absolute path.
     */
    public Path dir()
    {
        return dir;
    }

    /**
     * {@link NodeOption#AERON_DIR}.
     *
     * @return a path, or empty for the default.
     */
    public String aeronDir()
    {
        return aeronDir;
    }

    /**
     * {@link NodeOption#DRIVER}.
     *
     * @return the value in force.
     */
    public DriverMode driver()
    {
        return driver;
    }

    /**
     * {@link NodeOption#PEER_MEDIA}.
     *
     * @return the value in force.
     */
    public PeerMedia peerMedia()
    {
        return peerMedia;
    }

    /**
     * {@link NodeOption#SYNC_MODE}.
     *
     * @return the value in force.
     */
    public SyncMode syncMode()
    {
        return syncMode;
    }

    /**
     * {@link NodeOption#SEGMENT_LENGTH}.
     *
     * @return length in bytes.
     */
    public int segmentLength()
    {
        return segmentLength;
    }

    /**
     * {@link NodeOption#LOG_REPAIR}.
     *
     * @return the value in force.
     */
    public LogRepairMode logRepair()
    {
        return logRepair;
    }

    /**
     * {@link NodeOption#HEARTBEAT_INTERVAL}.
     *
     * @return ns.
     */
    public long heartbeatIntervalNs()
    {
        return heartbeatIntervalNs;
    }

    /**
     * {@link NodeOption#ELECTION_TIMEOUT_MIN}.
     *
     * @return ns.
     */
    public long electionTimeoutMinNs()
    {
        return electionTimeoutMinNs;
    }

    /**
     * {@link NodeOption#ELECTION_TIMEOUT_MAX}.
     *
     * @return ns.
     */
    public long electionTimeoutMaxNs()
    {
        return electionTimeoutMaxNs;
    }

    /**
     * {@link NodeOption#DISK_STALL_TIMEOUT}.
     *
     * @return ns.
     */
    public long diskStallTimeoutNs()
    {
        return diskStallTimeoutNs;
    }

    /**
     * {@link NodeOption#COMMAND_LENGTH_MAX}.
     *
     * @return length in bytes.
     */
    public int commandLengthMax()
    {
        return commandLengthMax;
    }

    /**
     * {@link NodeOption#UNCOMMITTED_BYTES_MAX}.
     *
     * @return bytes.
     */
    public long uncommittedBytesMax()
    {
        return uncommittedBytesMax;
    }

    /**
     * {@link NodeOption#SESSION_MAX}.
     *
     * @return the value in force.
     */
    public int sessionMax()
    {
        return sessionMax;
    }

    /**
     * {@link NodeOption#SESSION_WINDOW}.
     *
     * @return the value in force.
     */
    public int sessionWindow()
    {
        return sessionWindow;
    }

    /**
     * {@link NodeOption#MIN_QUORUM}.
     *
     * @return members, or 0 for the majority alone.
     */
    public int minQuorum()
    {
        return minQuorum;
    }

    /**
     * {@link NodeOption#COMMAND_FAILURE}.
     *
     * @return the value in force.
     */
    public FailurePolicy failurePolicy()
    {
        return failurePolicy;
    }

    /**
     * {@link NodeOption#LATENCY_SAMPLE_INTERVAL}.
     *
     * @return the value in force.
     */
    public int latencySampleInterval()
    {
        return latencySampleInterval;
    }

    /**
     * {@link NodeOption#IDLE_STRATEGY}.
     *
     * @return the value in force.
     */
    public IdleMode idleStrategy()
    {
        return idleStrategy;
    }

    /**
     * {@link NodeOption#SNAPSHOT_MODE}.
     *
     * @return the value in force; off with {@link SyncMode#MEMORY}.
     */
    public SnapshotMode snapshotMode()
    {
        return snapshotMode;
    }

    /**
     * {@link NodeOption#SNAPSHOT_DIR}.
     *
     * @return an absolute path.
     */
    public Path snapshotDir()
    {
        return snapshotDir;
    }

    /**
     * {@link NodeOption#SNAPSHOT_RETAINED}.
     *
     * @return the value in force.
     */
    public int snapshotRetained()
    {
        return snapshotRetained;
    }

    /**
     * {@link NodeOption#SNAPSHOT_ENTRIES}.
     *
     * @return when a snapshot is taken, by this option and those beside it.
     */
    public SnapshotTriggers snapshotTriggers()
    {
        return snapshotTriggers;
    }

    /**
     * {@link NodeOption#SNAPSHOT_REPLAY_RATE_MAX}.
     *
     * @return entries a second.
     */
    public long snapshotReplayRateMax()
    {
        return snapshotReplayRateMax;
    }

    /**
     * {@link NodeOption#SNAPSHOT_TRANSFER_RATE_MAX}.
     *
     * @return bytes a second.
     */
    public long snapshotTransferRateMax()
    {
        return snapshotTransferRateMax;
    }

    /**
     * {@link NodeOption#SNAPSHOT_TRANSFER_LENGTH_MAX}.
     *
     * @return bytes.
     */
    public long snapshotTransferLengthMax()
    {
        return snapshotTransferLengthMax;
    }

    /**
     * {@link NodeOption#SNAPSHOT_PIN_TIMEOUT}.
     *
     * @return ns.
     */
    public long snapshotPinTimeoutNs()
    {
        return snapshotPinTimeoutNs;
    }

    /**
     * {@link NodeOption#LOG_TRAILING_ENTRIES}.
     *
     * @return how much of the log is kept, by this option and that beside it.
     */
    public LogRetention logRetention()
    {
        return logRetention;
    }
}
