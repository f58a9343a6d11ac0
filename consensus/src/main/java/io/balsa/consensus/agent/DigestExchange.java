package io.balsa.consensus.agent;

import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.PeerTransport;

/**
 * Tells the other members the digest of this one's state at each checkpoint: the newest only, once, later where a link
 * is full, and not at all to who is away.
 */
final class DigestExchange
{
    private final DigestRules rules;
    private final RaftCore core;
    private final PeerTransport transport;
    private final long[] sentIndexes;
    private long sentToAllIndex;

    DigestExchange(final DigestRules rules, final RaftCore core, final PeerTransport transport)
    {
        this.rules = rules;
        this.core = core;
        this.transport = transport;
        sentIndexes = new long[core.memberCount()];
    }

    void onDigest(final int senderId, final long index, final long digest)
    {
        rules.onDigest(senderId, index, digest);
    }

    /** Before anything is told that follows from what was applied in this cycle. */
    void exchange()
    {
        rules.check();
        if (rules.newestIndex() != sentToAllIndex)
        {
            send(rules.newestIndex());
        }
    }

    private void send(final long index)
    {
        boolean isSentToAll = true;
        for (int slot = 0; slot < sentIndexes.length; slot++)
        {
            final int peerId = core.outbox(slot).peerId();
            if (peerId != core.config().memberId() && sentIndexes[slot] != index)
            {
                if (transport.sendStateDigest(peerId, index, rules.newestDigest()) == PeerTransport.BACK_PRESSURED)
                {
                    isSentToAll = false;
                }
                else
                {
                    sentIndexes[slot] = index;
                }
            }
        }
        if (isSentToAll)
        {
            sentToAllIndex = index;
        }
    }
}
