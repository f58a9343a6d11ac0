/**
 * The client: offers commands to a cluster, follows its leader, and tells the outcome of each command exactly once.
 * <p>
 * {@link io.balsa.client.BalsaClient} is the client over Aeron. {@link io.balsa.client.ClientSession} is what it
 * decides, and takes any medium that is an {@link io.balsa.client.Ingress}.
 * <p>
 * Threads: a client belongs to the thread that first polls it. May depend on the media package, the wire package, the
 * wire codecs, Aeron and Agrona; what decides knows no Aeron. Knows nothing of members beyond the messages.
 */
package io.balsa.client;
