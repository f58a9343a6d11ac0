/**
 * The client: offers commands to a cluster, follows its leader, and tells the outcome of each command exactly once.
 * <p>
 * Threads: a client belongs to the thread that first polls it. May depend on the media package, the wire codecs, Aeron
 * and Agrona; knows nothing of members beyond the messages.
 */
package io.balsa.client;
