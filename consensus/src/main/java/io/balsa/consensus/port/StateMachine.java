package io.balsa.consensus.port;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The replicated service. Every member applies the same commands in the same order, so what {@link #apply} does may
 * depend on its arguments and on earlier calls only: no clock, no random source, no iteration over an order that
 * differs between processes, no answer of another system.
 * <p>
 * Snapshots: a service that can be written and read back says so with {@link #hasSnapshots()}. Of one that cannot, the
 * log is never shortened, and all of it is applied again at each start.
 * <p>
 * Threads: all methods of an instance are called on one thread. That is the consensus agent's, but for the second
 * instance that a member keeps to take snapshots of: it has a thread of its own and is given the same commands.
 */
public interface StateMachine extends AutoCloseable
{
    /** Returned by {@link #validate} for a command that may be appended. */
    int VALID = 0;

    /** The reason that a client is told when {@link #validate} throws. */
    int INVALID = -1;

    /**
     * Look at a command on the leader before it is appended. A refusal costs no log entry and is answered with
     * {@code REJECTED}. It is a courtesy, not a guard: state may have changed when the command is applied.
     *
     * @param command borrowed for the call.
     * @param offset  of the command in bytes.
     * @param length  of the command in bytes.
     * @return {@link #VALID} or a positive reason of the service's choosing, which the client is told.
     */
    default int validate(final DirectBuffer command, final int offset, final int length)
    {
        return VALID;
    }

    /**
     * Apply a committed command. An unchecked exception is taken as this command's result, {@code FAILED}, on every
     * member alike: it must be deterministic and must leave the state as it was before the call. An {@link Error} stops
     * the member.
     *
     * @param index       of the command in the log.
     * @param timestampNs of the leader that took the command in, ns since the epoch; never decreases from command to
     *                    command. The only clock a state machine may read.
     * @param sessionId   of the client.
     * @param command     borrowed for the call: a view of the log itself.
     * @param offset      of the command in bytes.
     * @param length      of the command in bytes.
     * @param result      to write the result to, from offset 0 on.
     * @return length of the result in bytes, at most the capacity of {@code result}.
     */
    int apply(
        long index,
        long timestampNs,
        long sessionId,
        DirectBuffer command,
        int offset,
        int length,
        MutableDirectBuffer result);

    /**
     * A digest of the whole state: equal on members that have applied the same commands. It does not depend on the
     * order in which keys happen to be stored.
     *
     * @return the digest, or 0 where the service has none.
     */
    default long digest()
    {
        return 0;
    }

    /**
     * Whether the service can be written to a snapshot and read back.
     *
     * @return true when {@link #takeSnapshot} and {@link #loadSnapshot} do what they say.
     */
    default boolean hasSnapshots()
    {
        return false;
    }

    /**
     * Write the whole state as keyed records. How long it takes makes nobody wait.
     *
     * @param writer to call {@link SnapshotWriter#put} of, and nothing else; not to be kept.
     */
    default void takeSnapshot(final SnapshotWriter writer)
    {
        throw new UnsupportedOperationException(getClass().getName() + " has no snapshots");
    }

    /**
     * Take on the state that was written, before anything is applied. Afterwards {@link #digest()} is what it was when
     * the snapshot was taken, or the member does not start.
     *
     * @param reader of the records; not to be kept.
     */
    default void loadSnapshot(final SnapshotReader reader)
    {
        throw new UnsupportedOperationException(getClass().getName() + " has no snapshots");
    }

    /** Release resources. Nothing is called afterwards. */
    @Override
    default void close()
    {
    }
}
