/**
 * What the machine can do at best, with nothing of this project but the way it sets up Aeron: what a commit is measured
 * against.
 * <p>
 * Threads: that of the caller, and one for the other end of a round trip. Dependencies: {@code io.balsa.bench.hop}.
 */
package io.balsa.bench.limits;
