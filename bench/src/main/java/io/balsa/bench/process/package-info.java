/**
 * Processes that take part in a measurement, and what they use.
 * <p>
 * Threads: any. Dependencies: {@code io.balsa.node}.
 */
package io.balsa.bench.process;
