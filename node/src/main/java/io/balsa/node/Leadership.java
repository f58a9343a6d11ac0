package io.balsa.node;

import io.balsa.consensus.core.RaftRole;

/**
 * Who leads, as one member sees it.
 *
 * @param term     that the member is in.
 * @param role     that the member has.
 * @param leaderId of the term, -1 while it is unknown.
 * @param isReady  true where the member leads and is ready to serve.
 */
public record Leadership(long term, RaftRole role, int leaderId, boolean isReady)
{
    static final Leadership UNKNOWN = new Leadership(0, RaftRole.FOLLOWER, -1, false);

    /**
     * Whether a leader is known.
     *
     * @return true if so.
     */
    public boolean hasLeader()
    {
        return leaderId >= 0;
    }
}
