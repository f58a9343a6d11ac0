/**
 * A simulated disk under the real log: what a device, its page cache and its directory do, power loss and rot included.
 * <p>
 * Everything runs on the one thread of the simulation. Where a real call would wait for the device, the scheduler is
 * called in the middle of it and may run anything else, the death of the calling process among it.
 * Dependencies: {@code io.balsa.log.mmap} and Agrona.
 */
package io.balsa.simulation.disk;
