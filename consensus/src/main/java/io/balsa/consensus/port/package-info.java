/**
 * What consensus needs from the world: a log, a store for term and vote, one for snapshots, links to peers and clients,
 * a state machine.
 * <p>
 * Thread: everything here is called on the thread of the consensus agent's duty cycle, unless a method says otherwise.
 * Dependencies: codecs and Agrona's buffers, nothing else.
 */
package io.balsa.consensus.port;
