package io.balsa.consensus.agent;

import io.balsa.consensus.core.RaftCore;
import org.agrona.collections.Long2LongHashMap;

/**
 * Proves that a session is gone before a client is told so. A leader that does not know that it was replaced does not
 * know the sessions of its successor either; so a quorum must have followed it after it was asked (thesis 6.4). Ids are
 * never used twice: what is proven stays so.
 */
final class UnknownSessions
{
    /** Most sessions that are being asked about; one more, and all are asked about anew. */
    static final int PENDING_MAX = 1024;

    private static final long NOT_ASKED = Long.MIN_VALUE;

    private final RaftCore core;
    private final int quorumSize;
    private final Long2LongHashMap askedNs = new Long2LongHashMap(2 * PENDING_MAX, 0.65f, NOT_ASKED);
    private long term;
    private long nowNs;

    UnknownSessions(final RaftCore core, final int quorumSize)
    {
        this.core = core;
        this.quorumSize = quorumSize;
    }

    void onCycle(final long newNowNs)
    {
        nowNs = newNowNs;
        if (core.term() != term)
        {
            term = core.term();
            askedNs.clear();
        }
    }

    /**
     * Whether a session that a leader in office does not know is gone for sure. Asked again until it is, or until the
     * leader has given up.
     */
    boolean isGone(final long sessionId)
    {
        long sinceNs = askedNs.get(sessionId);
        if (sinceNs == NOT_ASKED)
        {
            if (askedNs.size() == PENDING_MAX)
            {
                askedNs.clear();
            }
            sinceNs = nowNs;
            askedNs.put(sessionId, sinceNs);
        }
        final long ageNs = nowNs - sinceNs;
        int count = 0;
        for (int slot = 0; slot < core.memberCount(); slot++)
        {
            count += core.contactAgeNs(slot) <= ageNs ? 1 : 0;
        }
        return count >= quorumSize;
    }
}
