package io.balsa.consensus.port;

/**
 * The committed entries of a member's log, read in order beside the duty cycle: only what is committed and in the
 * files. Threads: one, any but that of the consensus agent; a call may wait for a device.
 */
public interface CommittedLog extends AutoCloseable
{
    /**
     * The entry that is delivered next.
     *
     * @return log index.
     */
    long position();

    /**
     * Go on with another entry.
     *
     * @param index of the entry that is delivered next, 1 or more; it need not be there yet.
     */
    void position(long index);

    /**
     * Oldest entry that can be delivered.
     *
     * @return log index. When it is above {@link #position()}, what was wanted next is removed.
     */
    long firstIndex();

    /**
     * Up to where entries can be delivered now.
     *
     * @return log index, 0 for none.
     */
    long committedIndex();

    /**
     * Deliver entries, if there are any.
     *
     * @param handler of the entries. When it throws, the entry is delivered again by the next call.
     * @param limit   of the entries to deliver.
     * @return how many were delivered, 0 when there is nothing new.
     */
    int poll(CommittedEntryHandler handler, int limit);

    /** Release what is held. */
    @Override
    void close();
}
