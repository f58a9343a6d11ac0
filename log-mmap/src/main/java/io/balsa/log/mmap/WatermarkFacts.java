package io.balsa.log.mmap;

/**
 * The watermark that is in force.
 *
 * @param segmentName   that holds it.
 * @param durableIndex  last entry that was durable when it was written.
 * @param durableTerm   of that entry.
 * @param firstIndex    oldest entry of the log.
 * @param commitIndex   that was known.
 */
public record WatermarkFacts(
    String segmentName, long durableIndex, long durableTerm, long firstIndex, long commitIndex)
{
}
