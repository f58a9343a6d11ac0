/**
 * How the bytes of a snapshot get from one member to another: who has them gives ranges of them, who needs them asks
 * for one range after the other, of any member that has the same snapshot. None of this is a matter of terms: what is
 * in a snapshot is committed.
 * <p>
 * Threads: that of the snapshot store. Only {@link io.balsa.consensus.transfer.TransferLink} is shared with the duty
 * cycle, which carries messages and never waits for a file. Dependencies: port, Agrona.
 */
package io.balsa.consensus.transfer;
