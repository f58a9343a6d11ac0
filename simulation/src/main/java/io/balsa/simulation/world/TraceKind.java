package io.balsa.simulation.world;

/**
 * Kinds of events in a {@link Trace}, with what the numbers of each mean.
 */
enum TraceKind
{
    FAULT("fault %d befalls, for %d us"),
    FAULT_OVER("fault %d is over"),
    STARTED("process starts: lastIndex=%d term=%d votedFor=%d"),
    REFUSED("process refuses to start: its files are damaged"),
    START_FAILED("process cannot start yet"),
    KILLED("process is gone"),
    POWER_LOST("power is lost"),
    STOPPED("process ends by itself"),
    HALTED("process halts"),
    SHOWN("role=%d term=%d commitIndex=%d appliedIndex=%d"),
    APPENDED("appends to index=%d term=%d"),
    TRUNCATED("truncates from index=%d in term=%d"),
    SYNCED("has synced to index=%d"),
    VOTE_REQUEST("-> %d VoteRequest term=%d lastLogIndex=%d isPreVote=%d"),
    VOTE_RESPONSE("-> %d VoteResponse term=%d isPreVote=%d isGranted=%d"),
    HEARTBEAT("-> %d Heartbeat term=%d commitIndex=%d"),
    APPEND_ENTRIES("-> %d AppendEntries term=%d prevLogIndex=%d length=%d"),
    APPEND_RESPONSE("-> %d AppendResponse term=%d matchIndex=%d rejectedIndex=%d"),
    SENT("-> %d message of %d bytes, hash %x"),
    DELIVERED("<- %d message of %d bytes, hash %x"),
    DISK("waits for the disk: operation=%d bytes=%d"),
    EXECUTED("executes index=%d, digest %x"),
    OFFERED("offers command=%d as sequence=%d"),
    ANSWERED("is told outcome=%d of command=%d index=%d"),
    PHASE("phase %d begins");

    static final TraceKind[] VALUES = values();

    private final String format;

    TraceKind(final String format)
    {
        this.format = format;
    }

    String text(final long first, final long second, final long third, final long fourth)
    {
        return String.format(format, first, second, third, fourth);
    }
}
