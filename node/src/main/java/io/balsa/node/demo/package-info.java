/**
 * The demonstration: a cluster on this machine that loses its leader while it is in use, and an audit of what is left.
 * <p>
 * Threads: the caller's runs the client and everything that is reported; one more restarts members and waits for them.
 * Dependencies: {@code io.balsa.node}, the client, the log reader and the key-value state machine.
 */
package io.balsa.node.demo;
