/**
 * The member's side of the network: links to peers and to clients over Aeron.
 * <p>
 * Threads: everything belongs to the thread of the duty cycle that drives it. May depend on the ports, the wire codecs,
 * Aeron, Agrona, the media package and the wire package; knows no rule of Raft.
 */
package io.balsa.transport.aeron;
