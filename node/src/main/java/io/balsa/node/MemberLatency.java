package io.balsa.node;

import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.transport.media.TransportException;

/**
 * Where the time of commits goes on a member that runs on this machine, in this process or another one.
 */
public final class MemberLatency
{
    private MemberLatency()
    {
    }

    /**
     * Look once. The member has no part in it.
     *
     * @param configuration of the member.
     * @return what it has recorded since its start.
     * @throws TransportException when it does not run, or records nothing.
     */
    public static StageSnapshot read(final NodeConfiguration configuration)
    {
        return LatencyFile.read(configuration);
    }
}
