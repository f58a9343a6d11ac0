/**
 * The bytes of messages between members, and between clients and members: written in place into any buffer, and checked
 * before they are read. How bytes travel is no concern of this package, so that another medium carries the same
 * messages.
 * <p>
 * Threads: an encoder or decoder belongs to one thread; it is reused for every message and allocates nothing, apart
 * from the response channel of a client that connects. May depend on the ports, the wire codecs, Agrona and the JDK's
 * checksums; knows neither Aeron's publications nor the rules of members or clients.
 */
package io.balsa.transport.wire;
