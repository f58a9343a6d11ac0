/**
 * What all peers have in common: how one is named with its settings, and three members of it that run as processes.
 * <p>
 * Threads: that of the client. Dependencies: {@code io.balsa.bench}; nothing of any peer.
 */
package io.balsa.bench.peer;
