/**
 * Snapshots of a member: taken beside the duty cycle from a second instance of the state, opened at the start, and put
 * in place when another member has given one.
 * <p>
 * Thread: one of its own; counters may be read by any. Dependencies: port, session, state,
 * transfer, Agrona.
 */
package io.balsa.consensus.snapshot;
