/**
 * The kernel: simulated time, the processes of members and clients, the faults that befall them, and the phases of a
 * run. Single-threaded; a run is a function of its seed.
 */
package io.balsa.simulation.world;
