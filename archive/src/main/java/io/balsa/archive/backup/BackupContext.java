package io.balsa.archive.backup;

import io.balsa.log.mmap.MemberStorage;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.io.File;
import java.util.Objects;
import java.util.function.Consumer;

/** What a backup is made of. Setters return this; {@link #conclude()} checks. */
public final class BackupContext
{
    /** Bytes a second that are read of a member where nothing else is said. */
    public static final long RATE_BYTES_DEFAULT = 64L * 1024 * 1024;

    /** Fewest bytes a second. */
    public static final long RATE_BYTES_MIN = 1024;

    File member;
    File snapshots;
    File target;
    long clusterId;
    int segmentLength = MemberStorage.Context.SEGMENT_LENGTH_DEFAULT;
    int payloadLengthMax = MemberStorage.Context.PAYLOAD_LENGTH_MAX_DEFAULT;
    long rateBytes = RATE_BYTES_DEFAULT;
    boolean isFollowing;
    NanoClock clock = SystemNanoClock.INSTANCE;
    Consumer<String> listener = (event) -> {};

    /** Start with the defaults. */
    public BackupContext()
    {
    }

    /**
     * Check that nothing is missing.
     *
     * @throws NullPointerException     naming what is missing.
     * @throws IllegalArgumentException naming what is wrong.
     */
    public void conclude()
    {
        Objects.requireNonNull(member, "member is missing");
        Objects.requireNonNull(target, "target is missing");
        if (snapshots == null)
        {
            snapshots = new File(member, MemberStorage.SNAPSHOT_DIRECTORY);
        }
        if (rateBytes < RATE_BYTES_MIN)
        {
            throw new IllegalArgumentException(
                "rateBytes=" + rateBytes + " is not allowed: at least " + RATE_BYTES_MIN);
        }
    }

    /**
     * Set whose files are read.
     *
     * @param directory    of the member.
     * @param snapshotsDir of its snapshots; null for the one in its directory.
     * @param newClusterId of its cluster.
     * @return this.
     */
    public BackupContext member(final File directory, final File snapshotsDir, final long newClusterId)
    {
        member = directory;
        snapshots = snapshotsDir;
        clusterId = newClusterId;
        return this;
    }

    /**
     * Set where the backup is kept.
     *
     * @param directory of it, created when missing.
     * @return this.
     */
    public BackupContext target(final File directory)
    {
        target = directory;
        return this;
    }

    /**
     * Set the limits of entries and of the files that they are kept in.
     *
     * @param newSegmentLength    of a file in bytes.
     * @param newPayloadLengthMax of an entry in bytes, at least that of the member.
     * @return this.
     */
    public BackupContext limits(final int newSegmentLength, final int newPayloadLengthMax)
    {
        segmentLength = newSegmentLength;
        payloadLengthMax = newPayloadLengthMax;
        return this;
    }

    /**
     * Set the pace.
     *
     * @param value most bytes a second, at least {@link #RATE_BYTES_MIN}.
     * @return this.
     */
    public BackupContext rateBytes(final long value)
    {
        rateBytes = value;
        return this;
    }

    /**
     * Set whether what cannot be read of the member is tried again for ever.
     *
     * @param value true to do so; by default it ends the backup.
     * @return this.
     */
    public BackupContext following(final boolean value)
    {
        isFollowing = value;
        return this;
    }

    /**
     * Set the clock.
     *
     * @param value monotonic.
     * @return this.
     */
    public BackupContext clock(final NanoClock value)
    {
        clock = value;
        return this;
    }

    /**
     * Set who is told, in a line each, where the backup begins or goes on, and when the member cannot be read and can
     * be again.
     *
     * @param value called on the thread of the backup.
     * @return this.
     */
    public BackupContext listener(final Consumer<String> value)
    {
        listener = value;
        return this;
    }
}
