/**
 * Snapshots of a member: taken beside the duty cycle from a second instance of the state, and opened at the start.
 * <p>
 * Thread: one of its own; counters may be read by any. Dependencies: port, session, state, Agrona.
 */
package io.balsa.consensus.snapshot;
