/**
 * What the thread that appends feels of the thread that syncs, by the place that entries are written to first.
 * <p>
 * Threads: one appends, one syncs. Dependencies: {@code io.balsa.bench}, Agrona, picocli, HdrHistogram.
 */
package io.balsa.bench.stall;
