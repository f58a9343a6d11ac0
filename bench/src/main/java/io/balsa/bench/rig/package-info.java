/**
 * The load rig: contenders bear the same load in turns, and a report says what came of it.
 * <p>
 * Threads: that of the client, which measures. Dependencies: the load, the processes, HdrHistogram.
 */
package io.balsa.bench.rig;
