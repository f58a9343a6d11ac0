package io.balsa.simulation.world;

import io.balsa.codecs.storage.SegmentFooterDecoder;
import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.log.mmap.SyncMode;
import io.balsa.simulation.check.Limits;
import io.balsa.simulation.disk.DiskFaults;
import io.balsa.simulation.network.LinkSettings;
import io.balsa.simulation.network.NetworkSettings;

import java.util.SplittableRandom;

/**
 * What is drawn once for a run: shape, limits and speeds of the cluster. Limits are tiny, so that what is rare
 * elsewhere is common here.
 */
final class Swarm
{
    static final long MS = 1_000_000L;
    static final int COMMAND_LENGTH_MAX = 1_024;
    static final int PAGE_LENGTH = 4_096;

    private static final double RECOVERY_CRASH_RATE_MAX = 0.8;
    private static final int IN_MEMORY_ONE_IN = 30;
    private static final int REFUSING_ONE_IN = 4;
    private static final int SHORT_ONE_IN = 5;
    private static final int LEAVING_BEHIND_ONE_IN = 5;
    private static final int LEAVING_BEHIND_SPEED = 10;
    private static final int DEPOSING_ONE_IN = 8;
    private static final int DIGEST_INTERVAL_BITS_MAX = 8;
    /** Entries of hardly more than one length: one fits where another was. */
    private static final int SHORT_LENGTH_MAX = 24;

    private final int memberCount;
    private final int clientCount;
    private final int expendableCount;
    private final int firstExpendable;
    private final long safetyNs;
    private final RaftConfig.Builder rules;
    private final int segmentLength;
    private final int sessionsMax;
    private final int sessionWindow;
    private final SyncMode syncMode;
    private final NetworkSettings network;
    private final DiskFaults diskFaults;
    private final long cycleBusyMaxNs;
    private final long cycleIdleMaxNs;
    private final long syncMeanNs;
    private final double clockDriftMax;
    private final long offerIntervalMeanNs;
    private final int clientWindow;
    private final int payloadLengthMax;
    private final double recoveryCrashRate;
    private final boolean isAllPowerLost;
    private final boolean isRepairing;
    private final boolean isLeavingBehind;
    private final boolean isDeposing;
    private final int digestInterval;
    private final SnapshotSwarm snapshots;

    Swarm(final SplittableRandom random, final int memberCountMin, final int memberCountMax, final boolean isCalm)
    {
        memberCount = random.nextInt(memberCountMin, memberCountMax + 1);
        clientCount = random.nextInt(1, 4);
        expendableCount = (memberCount - 1) / 2;
        firstExpendable = random.nextInt(memberCount);
        safetyNs = random.nextLong(2_000 * MS, 10_000 * MS);
        final int drawnLengthMax = random.nextInt(3) == 0 ? COMMAND_LENGTH_MAX - 8 : random.nextInt(8, 200);
        rules = drawRules(random, memberCount);
        segmentLength = PAGE_LENGTH * random.nextInt(2, 6);
        sessionsMax = random.nextInt(4) == 0 ? clientCount + random.nextInt(4) : random.nextInt(200, 400);
        sessionWindow = random.nextInt(1, 20);
        final int mode = random.nextInt(10);
        final SyncMode drawnMode = mode < 6 ? SyncMode.SYNC : mode < 9 ? SyncMode.INLINE : SyncMode.ASYNC;
        network = isCalm ? NetworkSettings.calm() : drawNetwork(random);
        diskFaults = DiskFaults.draw(random)
            .withStaleCacheRate(random.nextBoolean() ? 0 : random.nextDouble());
        cycleBusyMaxNs = random.nextLong(1_000, 200_000);
        cycleIdleMaxNs = random.nextLong(1 * MS, 8 * MS);
        // An election takes four syncs, and must end before another one begins.
        final long syncMeanMaxNs = rules(0, 0).electionTimeoutMinNs() / 16;
        syncMeanNs = random.nextInt(4) == 0 ? random.nextLong(1 * MS, syncMeanMaxNs) : random.nextLong(10_000, 1 * MS);
        clockDriftMax = random.nextBoolean() ? 0 : 0.05 * random.nextDouble();
        final long drawnIntervalNs = random.nextLong(2 * MS, 60 * MS);
        final int drawnWindow = random.nextInt(1, 20);
        final double crashRate = random.nextBoolean() ? 0 : RECOVERY_CRASH_RATE_MAX * random.nextDouble();
        final boolean isAnyPowerLost = random.nextBoolean();
        rules.diskStallTimeoutNs(rules(0, 0).electionTimeoutMaxNs() + random.nextLong(1 * MS, 1_500 * MS));
        syncMode = random.nextInt(IN_MEMORY_ONE_IN) == 0 ? SyncMode.MEMORY : drawnMode;
        recoveryCrashRate = isInMemory() ? 0 : crashRate;
        isAllPowerLost = isAnyPowerLost && syncMode == SyncMode.ASYNC;
        isRepairing = random.nextInt(REFUSING_ONE_IN) > 0;
        final boolean isShort = random.nextInt(SHORT_ONE_IN) == 0;
        final SplittableRandom snapshotRandom = random.split();
        final SnapshotSwarm drawnSnapshots = SnapshotSwarm.draw(snapshotRandom);
        isLeavingBehind = snapshotRandom.nextInt(LEAVING_BEHIND_ONE_IN) == 0;
        snapshots = isLeavingBehind ? drawnSnapshots.often(snapshotRandom.nextLong(1, 20)) : drawnSnapshots;
        digestInterval = 1 << snapshotRandom.nextInt(DIGEST_INTERVAL_BITS_MAX);
        offerIntervalMeanNs = isLeavingBehind ? drawnIntervalNs / LEAVING_BEHIND_SPEED : drawnIntervalNs;
        clientWindow = isLeavingBehind ? drawnWindow + LEAVING_BEHIND_SPEED : drawnWindow;
        isDeposing = snapshotRandom.nextInt(DEPOSING_ONE_IN) == 0 && !isLeavingBehind;
        payloadLengthMax = isShort || isDeposing ? SHORT_LENGTH_MAX : drawnLengthMax;
    }

    private static RaftConfig.Builder drawRules(final SplittableRandom random, final int memberCount)
    {
        final int appendLengthMax = 72 + 8 * random.nextInt(120);
        final long frameMax = 64 + COMMAND_LENGTH_MAX;
        final long heartbeatNs = random.nextLong(10 * MS, 30 * MS);
        final long electionMinNs = heartbeatNs * random.nextLong(4, 9);
        return new RaftConfig.Builder()
            .heartbeatIntervalNs(heartbeatNs)
            .electionTimeoutNs(electionMinNs, electionMinNs + random.nextLong(electionMinNs / 2, 2 * electionMinNs))
            .appendLengthMax(appendLengthMax)
            .commandLengthMax(COMMAND_LENGTH_MAX)
            .uncommittedBytesMax(frameMax + random.nextLong(10_000))
            .inflightMax(random.nextInt(1, 9), appendLengthMax + random.nextInt(4_000))
            .failurePolicy(FailurePolicy.ANSWER)
            .quorumFloor(random.nextInt(8) == 0 ? random.nextInt(memberCount + 1) : 0);
    }

    private static NetworkSettings drawNetwork(final SplittableRandom random)
    {
        return new NetworkSettings(LinkSettings.drawForMembers(random), LinkSettings.drawForClients(random),
            NetworkSettings.FRAMES_LENGTH_MAX_DEFAULT);
    }

    int memberCount()
    {
        return memberCount;
    }

    int clientCount()
    {
        return clientCount;
    }

    long safetyNs()
    {
        return safetyNs;
    }

    /** Rules of a member. */
    RaftConfig rules(final int memberId, final long randomSeed)
    {
        final int[] ids = new int[memberCount];
        for (int id = 0; id < memberCount; id++)
        {
            ids[id] = id;
        }
        return rules.memberIds(ids).memberId(memberId).randomSeed(randomSeed).build();
    }

    int segmentLength()
    {
        return segmentLength;
    }

    Limits limits()
    {
        final RaftConfig config = rules(0, 0);
        return new Limits(config.inflightMessagesMax(), config.inflightBytesMax(), config.uncommittedBytesMax(),
            sessionsMax, sessionWindow, segmentLength - PAGE_LENGTH - SegmentFooterDecoder.BLOCK_LENGTH);
    }

    /**
     * What befalls the cluster and hardly anything else: that a member is away while the log moves on fast, or that
     * leaders are deposed. Null where everything may.
     */
    FaultKind focus()
    {
        return isLeavingBehind ? FaultKind.LEAVE_BEHIND : isDeposing ? FaultKind.DEPOSE : null;
    }

    /** Entries after which members compare their states. */
    int digestInterval()
    {
        return digestInterval;
    }

    SnapshotSwarm snapshots()
    {
        return snapshots;
    }

    int sessionsMax()
    {
        return sessionsMax;
    }

    int sessionWindow()
    {
        return sessionWindow;
    }

    SyncMode syncMode()
    {
        return syncMode;
    }

    /** Whether a member that ends has lost all that it had. */
    boolean isInMemory()
    {
        return syncMode == SyncMode.MEMORY;
    }

    NetworkSettings network()
    {
        return network;
    }

    /**
     * What a loss of power does to the disk of a member. A torn sector cannot be told from damage, so it costs a member
     * its place: only those that may be lost have any.
     */
    DiskFaults diskFaults(final int member)
    {
        return isExpendable(member) ? diskFaults : diskFaults.withoutTears();
    }

    /** Whether a process of a member may end: not where that is the end of the member, and it is needed. */
    boolean isAllowedToEnd(final int member)
    {
        return !isInMemory() || isExpendable(member);
    }

    /** Whether a member may be lost: never so many that a quorum does not have the same thing. */
    boolean isExpendable(final int member)
    {
        return Math.floorMod(member - firstExpendable, memberCount) < expendableCount;
    }

    /** Time between two duty cycles of a process that has work. */
    long cycleBusyMaxNs()
    {
        return cycleBusyMaxNs;
    }

    /** Time between two duty cycles of a process that has none and hears nothing. */
    long cycleIdleMaxNs()
    {
        return cycleIdleMaxNs;
    }

    long syncMeanNs()
    {
        return syncMeanNs;
    }

    /** How much faster or slower than true time a member's clock may run. */
    double clockDriftMax()
    {
        return clockDriftMax;
    }

    long offerIntervalMeanNs()
    {
        return offerIntervalMeanNs;
    }

    int clientWindow()
    {
        return clientWindow;
    }

    int payloadLengthMax()
    {
        return payloadLengthMax;
    }

    /** How often a recovery is interrupted. */
    double recoveryCrashRate()
    {
        return recoveryCrashRate;
    }

    /** Whether the run ends with a loss of power that the mode does not promise to survive. */
    boolean isAllPowerLost()
    {
        return isAllPowerLost;
    }

    /** Whether members whose logs are damaged get them repaired at once, and not only when somebody says so. */
    boolean isRepairing()
    {
        return isRepairing;
    }

    boolean isAllowed(final FaultKind kind)
    {
        return !(kind.isLossOfUnsynced() && syncMode == SyncMode.ASYNC) &&
            !(kind.isEndOfAll() && isInMemory()) &&
            !(isLossOfMember(kind) && expendableCount == 0);
    }

    private boolean isLossOfMember(final FaultKind kind)
    {
        return kind.isLossOfData() || (kind.isEnd() && isInMemory());
    }

    /** A member for a fault: never one so that a quorum does not have the same thing that it may lose. */
    int draw(final SplittableRandom random, final FaultKind kind)
    {
        return isLossOfMember(kind) ?
            (firstExpendable + random.nextInt(expendableCount)) % memberCount : random.nextInt(memberCount);
    }
}
