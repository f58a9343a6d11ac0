package io.balsa.consensus.support;

import io.balsa.consensus.port.PeerTransport;

/** Links of a member that runs: only one that repairs its log, and does not run yet, asks for entries. */
public interface RunningMemberTransport extends PeerTransport
{
    @Override
    default int sendEntriesRequest(
        final int peerId,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        throw new AssertionError("a member that runs asks peerId=" + peerId + " for entries");
    }
}
