/**
 * The simulated network: links between members, and between clients and members, that carry the real messages' bytes
 * and lose, delay, repeat, reorder, damage and refuse them as one seed says.
 * <p>
 * Threads: everything belongs to the one thread of the simulation. Time belongs to the kernel, which is seen through
 * {@link io.balsa.simulation.network.NetworkEvents}. May depend on the ports, the wire package, the client's decisions
 * and Agrona; knows no rule of Raft, no clock and no randomness but what it is given.
 */
package io.balsa.simulation.network;
