/**
 * SOFAJRaft as a contender, with Bolt for members and client.
 * <p>
 * Threads: those of SOFAJRaft and Bolt; the client's one hands commands over and is told of answers. Dependencies:
 * SOFAJRaft, {@code io.balsa.bench.peer}.
 */
package io.balsa.bench.jraft;
