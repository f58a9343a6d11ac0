/**
 * A load on anything that answers, in a closed or an open loop, and the latencies that it finds.
 * <p>
 * Threads: one. Dependencies: Agrona, HdrHistogram.
 */
package io.balsa.bench.load;
