/**
 * Where the time of a commit goes: histograms of its stages in one buffer, which any process may read while one thread
 * writes.
 * <p>
 * Thread: see each class. Dependencies: Agrona.
 */
package io.balsa.consensus.latency;
