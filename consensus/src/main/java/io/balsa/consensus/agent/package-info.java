/**
 * The duty cycle of a member: polls, hands what comes to the rules, and does what they say, in an order on which safety
 * rests. There is no rule of Raft here.
 * <p>
 * Thread: one, that of the cycle; counters may be read by any. Dependencies: core, port, session, state, snapshot,
 * transfer, Agrona.
 */
package io.balsa.consensus.agent;
