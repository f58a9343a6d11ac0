package io.balsa.simulation.check;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;

/**
 * What leaders have sent to each peer and not heard of, told from the messages alone. A leader that begins anew,
 * because something was lost or refused, goes back to an earlier entry; what it had sent before no longer counts then.
 */
public final class InflightWindows
{
    private final Violations violations;
    private final Limits limits;
    private final Window[][] windows;
    private final long[] firstIndexes;

    /**
     * Start with nothing sent.
     *
     * @param violations  to report to.
     * @param limits      of messages and bytes.
     * @param memberCount members.
     */
    public InflightWindows(final Violations violations, final Limits limits, final int memberCount)
    {
        this.violations = violations;
        this.limits = limits;
        firstIndexes = new long[memberCount];
        windows = new Window[memberCount][memberCount];
        for (final Window[] ofLeader : windows)
        {
            for (int peer = 0; peer < memberCount; peer++)
            {
                ofLeader[peer] = new Window(limits.inflightMessagesMax() + 1);
            }
        }
    }

    private static final class Window
    {
        private final long[] lastIndexes;
        private final int[] lengths;
        private long term;
        private long nextIndex;
        private long bytes;
        private int count;

        private Window(final int capacity)
        {
            lastIndexes = new long[capacity];
            lengths = new int[capacity];
        }

        private void clear()
        {
            count = 0;
            bytes = 0;
        }

        private void add(final long lastIndex, final int length)
        {
            lastIndexes[count] = lastIndex;
            lengths[count] = length;
            count++;
            bytes += length;
            nextIndex = lastIndex + 1;
        }

        private void freeTo(final long index)
        {
            int freed = 0;
            while (freed < count && lastIndexes[freed] <= index)
            {
                bytes -= lengths[freed];
                freed++;
            }
            count -= freed;
            System.arraycopy(lastIndexes, freed, lastIndexes, 0, count);
            System.arraycopy(lengths, freed, lengths, 0, count);
        }
    }

    /**
     * A process of a member begins.
     *
     * @param member number of the member.
     */
    public void onStarted(final int member)
    {
        for (final Window window : windows[member])
        {
            window.clear();
        }
    }

    /**
     * Entries are gone from the front of a log.
     *
     * @param member     number of the member.
     * @param firstIndex of its log.
     */
    public void onShortened(final int member, final long firstIndex)
    {
        firstIndexes[member] = firstIndex;
    }

    /**
     * AppendEntries leaves a leader. An entry that goes in pieces counts in full with its first one.
     *
     * @param leader         number of the sender.
     * @param peer           number of the receiver.
     * @param term           of the leader.
     * @param prevLogIndex   index before the first entry.
     * @param fragmentOffset of the piece, 0 for the first one and for whole entries.
     * @param frames         borrowed.
     * @param offset         of the frames in bytes.
     * @param length         of the frames in bytes.
     */
    public void onAppendSent(
        final int leader,
        final int peer,
        final long term,
        final long prevLogIndex,
        final int fragmentOffset,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        if (length == 0 || fragmentOffset > 0)
        {
            return;
        }
        final Window window = windows[leader][peer];
        // Where entries under way are no longer in the log, its first one is where the leader begins anew.
        if (window.term != term || window.nextIndex != prevLogIndex + 1 || prevLogIndex + 1 == firstIndexes[leader])
        {
            window.clear();
            window.term = term;
        }
        long lastIndex = prevLogIndex;
        int framesLength = 0;
        while (framesLength < length)
        {
            framesLength += EntryFrame.alignedLength(EntryFrame.frameLength(frames, offset + framesLength));
            lastIndex++;
        }
        window.add(lastIndex, framesLength);
        check(leader, peer, window);
    }

    private void check(final int leader, final int peer, final Window window)
    {
        final boolean isWithinBytes = window.count == 1 || window.bytes <= limits.inflightBytesMax();
        if (window.count > limits.inflightMessagesMax() || !isWithinBytes)
        {
            throw violations.raise(Invariant.BOUNDED,
                "leader=" + leader + " in term=" + window.term + " has count=" + window.count + " bytes=" +
                window.bytes + " on the way to member=" + peer + ", allowed are count=" +
                limits.inflightMessagesMax() + " bytes=" + limits.inflightBytesMax());
        }
    }

    /**
     * An answer to entries reaches a leader.
     *
     * @param leader        number of the receiver.
     * @param peer          number of the sender.
     * @param term          of the sender.
     * @param appendedIndex in the message.
     * @param isRejection   whether it rejects entries: the leader begins anew.
     */
    public void onAnswerDelivered(
        final int leader, final int peer, final long term, final long appendedIndex, final boolean isRejection)
    {
        final Window window = windows[leader][peer];
        if (window.term == term)
        {
            window.freeTo(isRejection ? Long.MAX_VALUE : appendedIndex);
        }
    }
}
