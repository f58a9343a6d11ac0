package io.balsa.consensus.latency;

import org.agrona.BitUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * A histogram for each stage, in one buffer: in memory of this process, or in a mapped file that others read. A time up
 * to {@value #TRACKED_NS_MAX} ns is off by a sixteenth at most; one that is longer counts as that long.
 * <p>
 * Layout, in native byte order: the version of the layout (8 bytes, written last), the number of stages, the number of
 * buckets, the sample interval (8 bytes each), then for each stage the sum of all times in ns and its buckets (8 bytes
 * each), which only grow. Bucket {@code b} below {@value #LINEAR_BUCKETS} counts times of {@code b} ns, every other one
 * times from {@code (16 + b % 16) << (b / 16 - 1)} ns up to the start of the next.
 * <p>
 * Threads: one records, any may read through {@link StageSnapshot}.
 */
public final class StageLatencies
{
    /** Version of the layout. */
    public static final long LAYOUT_VERSION = 1;

    /** The longest time that is told from longer ones, in ns: about a minute. */
    public static final long TRACKED_NS_MAX = (1L << 36) - 1;

    /** Buckets for the shortest times, one each ns. */
    static final int LINEAR_BUCKETS = 16;

    /** Buckets of a stage. */
    static final int BUCKETS = 33 * LINEAR_BUCKETS;

    static final int VERSION_OFFSET = 0;
    static final int STAGES_OFFSET = Long.BYTES;
    static final int BUCKETS_OFFSET = 2 * Long.BYTES;
    static final int INTERVAL_OFFSET = 3 * Long.BYTES;
    static final int HEADER_LENGTH = BitUtil.CACHE_LINE_LENGTH;
    static final int STAGE_LENGTH = (1 + BUCKETS) * Long.BYTES;

    /** Length of the buffer in bytes. */
    public static final int LENGTH = HEADER_LENGTH + Stage.values().length * STAGE_LENGTH;

    /** Where no command's time is taken, and nothing is recorded. */
    public static final StageLatencies NONE = standalone(0);

    private static final int SUB_BUCKET_BITS = Integer.numberOfTrailingZeros(LINEAR_BUCKETS);

    private final AtomicBuffer buffer;
    private final int sampleInterval;

    /**
     * Start with nothing recorded.
     *
     * @param buffer         to write to, of {@link #LENGTH} bytes, aligned to 8 and all zero.
     * @param sampleInterval of how many commands one is recorded; a power of two, or 0 for none.
     * @throws IllegalArgumentException when the interval is neither.
     */
    public StageLatencies(final AtomicBuffer buffer, final int sampleInterval)
    {
        if (sampleInterval != 0 && !BitUtil.isPowerOfTwo(sampleInterval))
        {
            throw new IllegalArgumentException(
                "sampleInterval=" + sampleInterval + " is not allowed: a power of two, or 0 for none");
        }
        buffer.verifyAlignment();
        buffer.checkLimit(LENGTH);
        this.buffer = buffer;
        this.sampleInterval = sampleInterval;
        buffer.putLong(STAGES_OFFSET, Stage.values().length);
        buffer.putLong(BUCKETS_OFFSET, BUCKETS);
        buffer.putLong(INTERVAL_OFFSET, sampleInterval);
        buffer.putLongVolatile(VERSION_OFFSET, LAYOUT_VERSION);
    }

    /**
     * In memory that only this process sees.
     *
     * @param sampleInterval of how many commands one is recorded; a power of two, or 0 for none.
     * @return the histograms.
     */
    public static StageLatencies standalone(final int sampleInterval)
    {
        return new StageLatencies(new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH)), sampleInterval);
    }

    /**
     * Of how many commands one is recorded.
     *
     * @return a power of two, or 0 for none.
     */
    public int sampleInterval()
    {
        return sampleInterval;
    }

    /**
     * Record the time of a stage.
     *
     * @param stage      that has ended.
     * @param durationNs of it; below 0 counts as 0.
     */
    public void record(final Stage stage, final long durationNs)
    {
        final long valueNs = Math.max(0, Math.min(durationNs, TRACKED_NS_MAX));
        final int base = stageOffset(stage.code());
        final int bucket = base + (1 + bucketOf(valueNs)) * Long.BYTES;
        buffer.putLongOrdered(base, buffer.getLong(base) + valueNs);
        buffer.putLongOrdered(bucket, buffer.getLong(bucket) + 1);
    }

    /**
     * Copy what was recorded so far.
     *
     * @return the copy.
     */
    public StageSnapshot snapshot()
    {
        return StageSnapshot.read(buffer);
    }

    static int stageOffset(final int stage)
    {
        return HEADER_LENGTH + stage * STAGE_LENGTH;
    }

    static int bucketOf(final long valueNs)
    {
        if (valueNs < LINEAR_BUCKETS)
        {
            return (int)valueNs;
        }
        final int shift = Long.SIZE - 1 - SUB_BUCKET_BITS - Long.numberOfLeadingZeros(valueNs);
        return (shift << SUB_BUCKET_BITS) + (int)(valueNs >>> shift);
    }

    static long bucketStartNs(final int bucket)
    {
        return bucket < LINEAR_BUCKETS ?
            bucket : (long)(LINEAR_BUCKETS + bucket % LINEAR_BUCKETS) << (bucket / LINEAR_BUCKETS - 1);
    }
}
