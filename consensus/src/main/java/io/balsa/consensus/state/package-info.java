/**
 * What a member has made of its log: the service's state and the sessions of the clients, as one thing that entries are
 * applied to, that is written to a snapshot and restored from one.
 * <p>
 * Thread: one for each instance: that of the duty cycle, or that of the snapshot agent; digests go from one to the
 * other. Dependencies: core's exceptions and checkpoints, port, session, Agrona.
 */
package io.balsa.consensus.state;
