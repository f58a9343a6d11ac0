package io.balsa.consensus.core;

import io.balsa.consensus.port.EntryFrame;

import java.util.Arrays;
import java.util.Objects;

/**
 * What the rules may be told. Immutable; built by {@link Builder}, which checks each value and the values against each
 * other. Times are nanoseconds, sizes are bytes.
 */
public final class RaftConfig
{
    /** The most voters a cluster may have. */
    public static final int MEMBERS_MAX = 31;

    private final Builder values;

    private RaftConfig(final Builder values)
    {
        this.values = values;
    }

    /**
     * Id of this member.
     *
     * @return the id.
     */
    public int memberId()
    {
        return values.memberId;
    }

    /**
     * Ids of all voters, this member's included.
     *
     * @return a copy.
     */
    public int[] memberIds()
    {
        return values.memberIds.clone();
    }

    /**
     * Fewest members that elect and commit, if more than a majority; 0 for the majority.
     *
     * @return members.
     */
    public int quorumFloor()
    {
        return values.quorumFloor;
    }

    /**
     * Whether the other members can elect a leader without this one. Only then may its log be cut before entries that
     * it may have acknowledged: until such a leader has made the log whole the member is fenced.
     *
     * @return false where each quorum needs this member: with one or two members, and with a floor of all of them.
     */
    public boolean isFenceable()
    {
        return quorumSize() < values.memberIds.length;
    }

    /**
     * How many members an election and a commit need.
     *
     * @return the majority, or the floor where that is more.
     */
    public int quorumSize()
    {
        return Quorum.size(values.memberIds.length, values.quorumFloor);
    }

    /**
     * Time between signs of life of a leader.
     *
     * @return ns.
     */
    public long heartbeatIntervalNs()
    {
        return values.heartbeatIntervalNs;
    }

    /**
     * Shortest time without a leader after which a member may stand for election.
     *
     * @return ns.
     */
    public long electionTimeoutMinNs()
    {
        return values.electionTimeoutMinNs;
    }

    /**
     * Longest time without a leader before a member stands for election; also how long a leader stays one without a
     * quorum's answer.
     *
     * @return ns.
     */
    public long electionTimeoutMaxNs()
    {
        return values.electionTimeoutMaxNs;
    }

    /**
     * How long a leader whose own disk makes nothing durable, or has no room, stays one; and after which a member whose
     * disk makes nothing durable does not stand for election.
     *
     * @return ns.
     */
    public long diskStallTimeoutNs()
    {
        return values.diskStallTimeoutNs;
    }

    /**
     * How long a leader keeps, for a peer that needs a snapshot, the entries behind the one that it offered.
     *
     * @return ns.
     */
    public long snapshotPinTimeoutNs()
    {
        return values.snapshotPinTimeoutNs;
    }

    /**
     * Longest payload of a command.
     *
     * @return bytes.
     */
    public int commandLengthMax()
    {
        return values.commandLengthMax;
    }

    /**
     * Most bytes of entries that a leader takes in beyond what it has applied; past it commands are answered BUSY.
     *
     * @return bytes.
     */
    public long uncommittedBytesMax()
    {
        return values.uncommittedBytesMax;
    }

    /**
     * Most AppendEntries messages that may be unanswered by a peer.
     *
     * @return messages.
     */
    public int inflightMessagesMax()
    {
        return values.inflightMessagesMax;
    }

    /**
     * Most bytes of AppendEntries messages that may be unanswered by a peer. An entry that is longer goes alone.
     *
     * @return bytes.
     */
    public long inflightBytesMax()
    {
        return values.inflightBytesMax;
    }

    /**
     * Most bytes of frames in one AppendEntries message.
     *
     * @return bytes.
     */
    public int appendLengthMax()
    {
        return values.appendLengthMax;
    }

    /**
     * What every member does when the state machine fails on a command, while this member leads.
     *
     * @return the policy.
     */
    public FailurePolicy failurePolicy()
    {
        return values.failurePolicy;
    }

    /**
     * Seed of the election timer.
     *
     * @return the seed.
     */
    public long randomSeed()
    {
        return values.randomSeed;
    }

    /**
     * Collects the values. Not thread-safe; may be used once.
     */
    public static final class Builder
    {
        /** Default of {@link RaftConfig#heartbeatIntervalNs()}. */
        public static final long HEARTBEAT_INTERVAL_DEFAULT_NS = 20_000_000;
        /** Default of {@link RaftConfig#electionTimeoutMinNs()}. */
        public static final long ELECTION_TIMEOUT_MIN_DEFAULT_NS = 150_000_000;
        /** Default of {@link RaftConfig#electionTimeoutMaxNs()}. */
        public static final long ELECTION_TIMEOUT_MAX_DEFAULT_NS = 300_000_000;
        /**
         * Default of {@link RaftConfig#diskStallTimeoutNs()}: far beyond the hiccups of healthy devices, and short
         * enough for a client to find the next leader before it gives up.
         */
        public static final long DISK_STALL_TIMEOUT_DEFAULT_NS = 2_000_000_000;

        /** Default of {@link RaftConfig#snapshotPinTimeoutNs()}: a snapshot of many GiB has arrived by then. */
        public static final long SNAPSHOT_PIN_TIMEOUT_DEFAULT_NS = 600_000_000_000L;
        /** Default of {@link RaftConfig#commandLengthMax()}. */
        public static final int COMMAND_LENGTH_MAX_DEFAULT = 1024 * 1024;
        /** Default of {@link RaftConfig#uncommittedBytesMax()}. */
        public static final long UNCOMMITTED_BYTES_MAX_DEFAULT = 64L * 1024 * 1024;
        /** Default of {@link RaftConfig#inflightMessagesMax()}. */
        public static final int INFLIGHT_MESSAGES_MAX_DEFAULT = 1024;
        /** Default of {@link RaftConfig#inflightBytesMax()}. */
        public static final long INFLIGHT_BYTES_MAX_DEFAULT = 4L * 1024 * 1024;
        /** Default of {@link RaftConfig#appendLengthMax()}: what fits a datagram of 1408 bytes. */
        public static final int APPEND_LENGTH_MAX_DEFAULT = 1304;

        private int memberId;
        private int[] memberIds = {};
        private int quorumFloor;
        private long heartbeatIntervalNs = HEARTBEAT_INTERVAL_DEFAULT_NS;
        private long electionTimeoutMinNs = ELECTION_TIMEOUT_MIN_DEFAULT_NS;
        private long electionTimeoutMaxNs = ELECTION_TIMEOUT_MAX_DEFAULT_NS;
        private long diskStallTimeoutNs = DISK_STALL_TIMEOUT_DEFAULT_NS;
        private long snapshotPinTimeoutNs = SNAPSHOT_PIN_TIMEOUT_DEFAULT_NS;
        private int commandLengthMax = COMMAND_LENGTH_MAX_DEFAULT;
        private long uncommittedBytesMax = UNCOMMITTED_BYTES_MAX_DEFAULT;
        private int inflightMessagesMax = INFLIGHT_MESSAGES_MAX_DEFAULT;
        private long inflightBytesMax = INFLIGHT_BYTES_MAX_DEFAULT;
        private int appendLengthMax = APPEND_LENGTH_MAX_DEFAULT;
        private FailurePolicy failurePolicy = FailurePolicy.ANSWER;
        private long randomSeed;

        /** Start with the defaults. */
        public Builder()
        {
        }

        private Builder(final Builder other)
        {
            memberId = other.memberId;
            memberIds = other.memberIds.clone();
            quorumFloor = other.quorumFloor;
            heartbeatIntervalNs = other.heartbeatIntervalNs;
            electionTimeoutMinNs = other.electionTimeoutMinNs;
            electionTimeoutMaxNs = other.electionTimeoutMaxNs;
            diskStallTimeoutNs = other.diskStallTimeoutNs;
            snapshotPinTimeoutNs = other.snapshotPinTimeoutNs;
            commandLengthMax = other.commandLengthMax;
            uncommittedBytesMax = other.uncommittedBytesMax;
            inflightMessagesMax = other.inflightMessagesMax;
            inflightBytesMax = other.inflightBytesMax;
            appendLengthMax = other.appendLengthMax;
            failurePolicy = other.failurePolicy;
            randomSeed = other.randomSeed;
        }

        /**
         * Set {@link RaftConfig#memberId()}.
         *
         * @param value from 0 on.
         * @return this.
         */
        public Builder memberId(final int value)
        {
            memberId = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#memberIds()}.
         *
         * @param value 1 to {@link RaftConfig#MEMBERS_MAX} different ids.
         * @return this.
         */
        public Builder memberIds(final int... value)
        {
            memberIds = value.clone();
            return this;
        }

        /**
         * Set {@link RaftConfig#quorumFloor()}.
         *
         * @param value from 0 to the number of members.
         * @return this.
         */
        public Builder quorumFloor(final int value)
        {
            quorumFloor = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#heartbeatIntervalNs()}.
         *
         * @param value above 0 and at most a third of the shortest election timeout.
         * @return this.
         */
        public Builder heartbeatIntervalNs(final long value)
        {
            heartbeatIntervalNs = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#electionTimeoutMinNs()} and {@link RaftConfig#electionTimeoutMaxNs()}.
         *
         * @param minNs at least three heartbeat intervals.
         * @param maxNs more than {@code minNs}.
         * @return this.
         */
        public Builder electionTimeoutNs(final long minNs, final long maxNs)
        {
            electionTimeoutMinNs = minNs;
            electionTimeoutMaxNs = maxNs;
            return this;
        }

        /**
         * Set {@link RaftConfig#diskStallTimeoutNs()}.
         *
         * @param value more than the longest election timeout: a shorter stall costs less than a change of leaders.
         * @return this.
         */
        public Builder diskStallTimeoutNs(final long value)
        {
            diskStallTimeoutNs = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#snapshotPinTimeoutNs()}.
         *
         * @param value more than the longest election timeout.
         * @return this.
         */
        public Builder snapshotPinTimeoutNs(final long value)
        {
            snapshotPinTimeoutNs = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#commandLengthMax()}.
         *
         * @param value from 0 to {@link EntryFrame#PAYLOAD_LENGTH_LIMIT}.
         * @return this.
         */
        public Builder commandLengthMax(final int value)
        {
            commandLengthMax = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#uncommittedBytesMax()}.
         *
         * @param value at least one command of the greatest length.
         * @return this.
         */
        public Builder uncommittedBytesMax(final long value)
        {
            uncommittedBytesMax = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#inflightMessagesMax()} and {@link RaftConfig#inflightBytesMax()}.
         *
         * @param messagesMax at least 1.
         * @param bytesMax    at least one message of the greatest length.
         * @return this.
         */
        public Builder inflightMax(final int messagesMax, final long bytesMax)
        {
            inflightMessagesMax = messagesMax;
            inflightBytesMax = bytesMax;
            return this;
        }

        /**
         * Set {@link RaftConfig#appendLengthMax()}.
         *
         * @param value a multiple of 8, more than an entry header.
         * @return this.
         */
        public Builder appendLengthMax(final int value)
        {
            appendLengthMax = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#failurePolicy()}. A leader writes it into its log when its term begins, so all members
         * act alike, and alike again when they read their logs after a restart.
         *
         * @param value {@link FailurePolicy#ANSWER} by default.
         * @return this.
         */
        public Builder failurePolicy(final FailurePolicy value)
        {
            failurePolicy = value;
            return this;
        }

        /**
         * Set {@link RaftConfig#randomSeed()}.
         *
         * @param value any.
         * @return this.
         */
        public Builder randomSeed(final long value)
        {
            randomSeed = value;
            return this;
        }

        /**
         * Check the values and make them final.
         *
         * @return the configuration.
         * @throws IllegalArgumentException naming the value that is wrong, why, and what is allowed.
         */
        public RaftConfig build()
        {
            checkMembers();
            checkTimes();
            check(commandLengthMax >= 0 && commandLengthMax <= EntryFrame.PAYLOAD_LENGTH_LIMIT, "commandLengthMax",
                commandLengthMax, "0 to " + EntryFrame.PAYLOAD_LENGTH_LIMIT);
            final long frameMax = EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + commandLengthMax);
            check(uncommittedBytesMax >= frameMax, "uncommittedBytesMax", uncommittedBytesMax,
                "at least the longest entry, " + frameMax);
            check(appendLengthMax > EntryFrame.HEADER_LENGTH && appendLengthMax % EntryFrame.ALIGNMENT == 0,
                "appendLengthMax", appendLengthMax, "a multiple of 8 above " + EntryFrame.HEADER_LENGTH);
            Objects.requireNonNull(failurePolicy, "failurePolicy is missing");
            check(inflightMessagesMax >= 1, "inflightMessagesMax", inflightMessagesMax, "at least 1");
            check(inflightBytesMax >= appendLengthMax, "inflightBytesMax", inflightBytesMax,
                "at least appendLengthMax=" + appendLengthMax);
            return new RaftConfig(new Builder(this));
        }

        private void checkMembers()
        {
            check(memberIds.length >= 1 && memberIds.length <= MEMBERS_MAX, "memberIds.length", memberIds.length,
                "1 to " + MEMBERS_MAX);
            final int[] sorted = memberIds.clone();
            Arrays.sort(sorted);
            check(sorted[0] >= 0, "memberIds", sorted[0], "ids from 0 on");
            for (int i = 1; i < sorted.length; i++)
            {
                check(sorted[i] != sorted[i - 1], "memberIds", sorted[i], "each id once");
            }
            check(Arrays.binarySearch(sorted, memberId) >= 0, "memberId", memberId,
                "one of memberIds=" + Arrays.toString(sorted));
            check(quorumFloor >= 0 && quorumFloor <= memberIds.length, "quorumFloor", quorumFloor,
                "0 to the number of members, " + memberIds.length);
        }

        private void checkTimes()
        {
            check(heartbeatIntervalNs > 0, "heartbeatIntervalNs", heartbeatIntervalNs, "above 0");
            check(electionTimeoutMinNs / 3 >= heartbeatIntervalNs, "electionTimeoutMinNs", electionTimeoutMinNs,
                "at least three times heartbeatIntervalNs=" + heartbeatIntervalNs);
            check(electionTimeoutMaxNs > electionTimeoutMinNs, "electionTimeoutMaxNs", electionTimeoutMaxNs,
                "more than electionTimeoutMinNs=" + electionTimeoutMinNs);
            check(diskStallTimeoutNs > electionTimeoutMaxNs, "diskStallTimeoutNs", diskStallTimeoutNs,
                "more than electionTimeoutMaxNs=" + electionTimeoutMaxNs);
            check(snapshotPinTimeoutNs > electionTimeoutMaxNs, "snapshotPinTimeoutNs", snapshotPinTimeoutNs,
                "more than electionTimeoutMaxNs=" + electionTimeoutMaxNs);
        }

        private static void check(final boolean isRight, final String name, final long value, final String allowed)
        {
            if (!isRight)
            {
                throw new IllegalArgumentException(name + "=" + value + " is not allowed: " + allowed);
            }
        }
    }
}
