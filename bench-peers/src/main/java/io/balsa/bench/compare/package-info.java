/**
 * {@code bench compare}: this project and others under the same load, in turns, each round with a client process of its
 * own.
 * <p>
 * Threads: one. Dependencies: {@code io.balsa.bench}, the peers.
 */
package io.balsa.bench.compare;
