/**
 * Gives a damaged log back what it has lost, from the logs of other members.
 * <p>
 * Thread: that of the agent, before the member's own duty cycle begins. Dependencies: the log's files, the ports of
 * consensus and Agrona.
 */
package io.balsa.log.repair;
