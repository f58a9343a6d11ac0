/**
 * State machines that come with Balsa, and what a client needs to talk to them.
 * <p>
 * Threads: a state machine belongs to the thread of the consensus agent that applies to it; the flyweights for clients
 * belong to whoever made them. Dependencies: the consensus port, the flyweights of {@code kv-codecs.xml} and Agrona.
 */
package io.balsa.statemachine;
