package io.balsa.consensus.latency;

import org.agrona.concurrent.AtomicBuffer;

import java.util.Arrays;

/**
 * What {@link StageLatencies} held at one time, or what came to it between two. Immutable. A time that is recorded
 * while it is read may be in one part of it and not yet in another.
 */
public final class StageSnapshot
{
    private static final double PERCENT = 100.0;
    private static final String STAGE_SEPARATOR = ";";
    private static final String BUCKET_SEPARATOR = ",";
    private static final String COUNT_SEPARATOR = ":";

    private final int sampleInterval;
    private final long[] sumsNs;
    private final long[][] counts;

    private StageSnapshot(final int sampleInterval, final long[] sumsNs, final long[][] counts)
    {
        this.sampleInterval = sampleInterval;
        this.sumsNs = sumsNs;
        this.counts = counts;
    }

    /**
     * Read histograms while another thread or process may write them.
     *
     * @param buffer written by {@link StageLatencies}.
     * @return the copy.
     * @throws IllegalArgumentException when the buffer holds something else, or another version of it.
     */
    public static StageSnapshot read(final AtomicBuffer buffer)
    {
        checkLayout(buffer);
        final int stages = Stage.values().length;
        final long[] sumsNs = new long[stages];
        final long[][] counts = new long[stages][StageLatencies.BUCKETS];
        for (int stage = 0; stage < stages; stage++)
        {
            final int offset = StageLatencies.stageOffset(stage);
            for (int bucket = 0; bucket < StageLatencies.BUCKETS; bucket++)
            {
                counts[stage][bucket] = buffer.getLongVolatile(offset + (1 + bucket) * Long.BYTES);
            }
            sumsNs[stage] = buffer.getLongVolatile(offset);
        }
        return new StageSnapshot((int)buffer.getLong(StageLatencies.INTERVAL_OFFSET), sumsNs, counts);
    }

    private static void checkLayout(final AtomicBuffer buffer)
    {
        if (buffer.capacity() < StageLatencies.LENGTH)
        {
            throw new IllegalArgumentException("stage latencies of " + buffer.capacity() + " bytes are not those of " +
                "this version, which have " + StageLatencies.LENGTH);
        }
        final long version = buffer.getLongVolatile(StageLatencies.VERSION_OFFSET);
        final long stages = buffer.getLong(StageLatencies.STAGES_OFFSET);
        final long buckets = buffer.getLong(StageLatencies.BUCKETS_OFFSET);
        if (version != StageLatencies.LAYOUT_VERSION || stages != Stage.values().length ||
            buckets != StageLatencies.BUCKETS)
        {
            throw new IllegalArgumentException("stage latencies of layout version " + version + " with " + stages +
                " stages of " + buckets + " buckets are not those of this version: read them with the version that " +
                "the member runs");
        }
    }

    /**
     * For another process.
     *
     * @return one line without blanks that {@link #parse} reads.
     */
    public String toText()
    {
        final StringBuilder text = new StringBuilder().append(sampleInterval);
        for (int stage = 0; stage < counts.length; stage++)
        {
            text.append(STAGE_SEPARATOR).append(sumsNs[stage]);
            for (int bucket = 0; bucket < counts[stage].length; bucket++)
            {
                if (counts[stage][bucket] != 0)
                {
                    text.append(BUCKET_SEPARATOR).append(bucket).append(COUNT_SEPARATOR).append(counts[stage][bucket]);
                }
            }
        }
        return text.toString();
    }

    /**
     * Read what another process told.
     *
     * @param text of {@link #toText()}.
     * @return the same.
     * @throws IllegalArgumentException when the text is something else.
     */
    public static StageSnapshot parse(final String text)
    {
        final String[] fields = text.split(STAGE_SEPARATOR, -1);
        if (fields.length != 1 + Stage.values().length)
        {
            throw new IllegalArgumentException("'" + text + "' are no stage latencies");
        }
        final long[] sumsNs = new long[Stage.values().length];
        final long[][] counts = new long[sumsNs.length][StageLatencies.BUCKETS];
        for (int stage = 0; stage < sumsNs.length; stage++)
        {
            final String[] buckets = fields[1 + stage].split(BUCKET_SEPARATOR, -1);
            sumsNs[stage] = Long.parseLong(buckets[0]);
            for (int i = 1; i < buckets.length; i++)
            {
                final String[] bucket = buckets[i].split(COUNT_SEPARATOR, -1);
                counts[stage][Integer.parseInt(bucket[0])] = Long.parseLong(bucket[1]);
            }
        }
        return new StageSnapshot(Integer.parseInt(fields[0]), sumsNs, counts);
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
     * What was recorded between two looks.
     *
     * @param earlier look at the same histograms.
     * @return the difference.
     */
    public StageSnapshot since(final StageSnapshot earlier)
    {
        return plus(earlier, -1);
    }

    /**
     * What two members have recorded together.
     *
     * @param other that is added.
     * @return the sum.
     */
    public StageSnapshot plus(final StageSnapshot other)
    {
        return plus(other, 1);
    }

    private StageSnapshot plus(final StageSnapshot other, final int factor)
    {
        final long[] newSumsNs = sumsNs.clone();
        final long[][] newCounts = new long[counts.length][];
        for (int stage = 0; stage < counts.length; stage++)
        {
            newSumsNs[stage] += factor * other.sumsNs[stage];
            newCounts[stage] = counts[stage].clone();
            for (int bucket = 0; bucket < newCounts[stage].length; bucket++)
            {
                newCounts[stage][bucket] += factor * other.counts[stage][bucket];
            }
        }
        return new StageSnapshot(sampleInterval, newSumsNs, newCounts);
    }

    /**
     * How often a stage was recorded.
     *
     * @param stage to look at.
     * @return count.
     */
    public long count(final Stage stage)
    {
        return Arrays.stream(counts[stage.code()]).sum();
    }

    /**
     * Mean time of a stage. Means of stages that follow on each other add up to that of the whole.
     *
     * @param stage to look at.
     * @return ns; NaN where nothing was recorded.
     */
    public double meanNs(final Stage stage)
    {
        final long count = count(stage);
        return count == 0 ? Double.NaN : (double)sumsNs[stage.code()] / count;
    }

    /**
     * The time that a share of those recorded does not exceed.
     *
     * @param stage      to look at.
     * @param percentile above 0 to 100.
     * @return ns: the middle of its bucket; NaN where nothing was recorded.
     */
    public double percentileNs(final Stage stage, final double percentile)
    {
        final long[] buckets = counts[stage.code()];
        long remaining = Math.max(1, (long)Math.ceil(count(stage) * percentile / PERCENT));
        for (int bucket = 0; bucket < buckets.length; bucket++)
        {
            remaining -= buckets[bucket];
            if (remaining <= 0)
            {
                return (StageLatencies.bucketStartNs(bucket) + StageLatencies.bucketStartNs(bucket + 1) - 1) / 2.0;
            }
        }
        return Double.NaN;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof StageSnapshot that && sampleInterval == that.sampleInterval &&
            Arrays.equals(sumsNs, that.sumsNs) && Arrays.deepEquals(counts, that.counts);
    }

    @Override
    public int hashCode()
    {
        return 31 * Arrays.hashCode(sumsNs) + Arrays.deepHashCode(counts);
    }
}
