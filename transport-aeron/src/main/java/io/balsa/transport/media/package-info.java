/**
 * What members and clients share of Aeron: the media driver and the client on it, publications that come back by
 * themselves, and reassembly with a limit.
 * <p>
 * Threads: everything here belongs to the one thread that drives it. May depend on Aeron, Agrona, the wire package and
 * the ports; knows nothing of members' or clients' rules.
 */
package io.balsa.transport.media;
