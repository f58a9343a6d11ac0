/**
 * What it costs to make a few bytes of a file durable, by the way it is asked for.
 * <p>
 * Threads: one. Dependencies: {@code io.balsa.bench}, picocli, HdrHistogram.
 */
package io.balsa.bench.sync;
