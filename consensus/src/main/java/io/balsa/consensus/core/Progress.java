package io.balsa.consensus.core;

import io.balsa.consensus.port.SnapshotContent;

/**
 * What a leader knows of one peer's log and how it feeds it (paper, figure 2: nextIndex and matchIndex; the three
 * states are etcd's). Invariant: {@code matchIndex} never decreases in a term.
 */
final class Progress
{
    final InflightWindow inflight;
    ProgressState state = ProgressState.PROBE;
    /** Highest index known to be equal and durable on the peer. */
    long matchIndex;
    /** Highest index that the peer holds and has compared, durable or not. */
    long appendedIndex;
    /** Next index to send. */
    long nextIndex;
    /** Bytes of the frame at {@link #nextIndex} that were already sent; 0 unless it goes in pieces. */
    int fragmentOffset;
    /** In state PROBE: the one message is out. */
    boolean isProbeSent;
    /** Since the last probe the peer has taken an entry; until it does, it gets one message at a time. */
    boolean isAdvancing;
    /** When the probe was sent, or when the peer last came forward. */
    long progressNs;
    /** In state SNAPSHOT: what it is to install, null while there is nothing. */
    SnapshotContent offered;
    /** When that was chosen. */
    long offeredNs;
    /** When it was last told. */
    long offerSentNs;
    /** When the newest message that the peer has answered was sent. */
    long contactNs;

    Progress(final int inflightMessagesMax, final long inflightBytesMax)
    {
        inflight = new InflightWindow(inflightMessagesMax, inflightBytesMax);
    }

    /** A new term of this leader begins. */
    void reset(final long lastIndex, final long nowNs)
    {
        matchIndex = 0;
        appendedIndex = 0;
        contactNs = nowNs;
        becomeProbe(lastIndex + 1, nowNs);
    }

    void becomeProbe(final long newNextIndex, final long nowNs)
    {
        state = ProgressState.PROBE;
        nextIndex = newNextIndex;
        isProbeSent = false;
        isAdvancing = false;
        progressNs = nowNs;
        fragmentOffset = 0;
        offered = null;
        inflight.clear();
    }

    void becomeReplicate(final long newAppendedIndex, final long nowNs)
    {
        state = ProgressState.REPLICATE;
        appendedIndex = newAppendedIndex;
        nextIndex = newAppendedIndex + 1;
        progressNs = nowNs;
        fragmentOffset = 0;
        inflight.clear();
    }

    /** The peer holds more than before, perhaps more than is sent: what it holds is not sent and not waited for. */
    void advance(final long newAppendedIndex, final long nowNs)
    {
        appendedIndex = newAppendedIndex;
        progressNs = nowNs;
        isAdvancing |= state == ProgressState.REPLICATE || newAppendedIndex >= nextIndex;
        inflight.freeTo(newAppendedIndex);
        if (state == ProgressState.REPLICATE && nextIndex <= newAppendedIndex)
        {
            nextIndex = newAppendedIndex + 1;
            fragmentOffset = 0;
        }
    }

    void becomeSnapshot()
    {
        state = ProgressState.SNAPSHOT;
        offered = null;
        fragmentOffset = 0;
        inflight.clear();
    }

    boolean isPaused()
    {
        return switch (state)
        {
            case PROBE -> isProbeSent;
            case REPLICATE -> inflight.isFull() || !(isAdvancing || inflight.isEmpty());
            case SNAPSHOT -> true;
        };
    }
}
