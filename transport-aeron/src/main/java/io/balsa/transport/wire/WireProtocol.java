package io.balsa.transport.wire;

/**
 * Numbers that members and clients agree on outside the message schema.
 * <p>
 * A stream is named by its kind and the id of the member that listens, so that members that share one media driver over
 * IPC do not hear each other's messages; on UDP it does no harm.
 */
public final class WireProtocol
{
    /** Version of the conversation between clients and members. */
    public static final int VERSION = 1;

    /** Largest member id. */
    public static final int MEMBER_ID_MAX = 999_999;

    /** Room that a message needs beside its payload, in bytes; newer versions may fill it. */
    public static final int MESSAGE_OVERHEAD = 256;

    private static final int KIND = MEMBER_ID_MAX + 1;

    private WireProtocol()
    {
    }

    /**
     * Stream on which a member hears votes, heartbeats and acknowledgements.
     *
     * @param memberId that listens.
     * @return Aeron stream id.
     */
    public static int controlStreamId(final int memberId)
    {
        return KIND + memberId;
    }

    /**
     * Stream on which a member hears log entries.
     *
     * @param memberId that listens.
     * @return Aeron stream id.
     */
    public static int logStreamId(final int memberId)
    {
        return 2 * KIND + memberId;
    }

    /**
     * Stream on which a member hears clients.
     *
     * @param memberId that listens.
     * @return Aeron stream id.
     */
    public static int ingressStreamId(final int memberId)
    {
        return 3 * KIND + memberId;
    }

    /**
     * Stream on which a member hears bytes of snapshots.
     *
     * @param memberId that listens.
     * @return Aeron stream id.
     */
    public static int snapshotStreamId(final int memberId)
    {
        return 4 * KIND + memberId;
    }
}
