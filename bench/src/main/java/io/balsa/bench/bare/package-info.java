/**
 * The hops of a commit without consensus, as one of the contenders of {@code io.balsa.bench.rig}: the floor that a
 * cluster is measured against.
 * <p>
 * Threads: in each process one that does all but force files. Dependencies: {@code io.balsa.transport.media}.
 */
package io.balsa.bench.bare;
