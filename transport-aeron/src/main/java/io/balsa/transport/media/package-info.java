/**
 * What members and clients share: the media driver and the Aeron client on it, publications that come back by
 * themselves, reassembly with a limit, and the checks that every message passes before it is decoded.
 * <p>
 * Threads: everything here belongs to the one thread that drives it. May depend on Aeron, Agrona, the wire codecs and
 * the ports; knows nothing of members' or clients' rules.
 */
package io.balsa.transport.media;
