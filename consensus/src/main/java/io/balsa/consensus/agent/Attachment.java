package io.balsa.consensus.agent;

import io.balsa.consensus.session.Session;

/**
 * A session's client as this leader sees it: over which connection it is to be reached, and what could not be said yet.
 */
final class Attachment
{
    final long connectionId;
    final Session session;
    /** Whether it is in the list of those to whom something is still to be said. */
    boolean isListed;
    /** Lowest sequence whose reply is still to be sent, 0 for none. */
    long backlogFrom;
    /** Whether the client is to be told that it must find the leader again. */
    boolean isLeaderEventPending;
    /** For that event. */
    long appendedSequence;
    /** Of a close request that waits for its entry, 0 for none. */
    long closeCorrelationId;

    Attachment(final long connectionId, final Session session)
    {
        this.connectionId = connectionId;
        this.session = session;
    }

    /** Nothing more is to be said: the client is gone or asks anew. */
    void forget()
    {
        isLeaderEventPending = false;
        backlogFrom = 0;
    }

    boolean hasPending()
    {
        return isLeaderEventPending || backlogFrom > 0;
    }
}
