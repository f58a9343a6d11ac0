package io.balsa.simulation.world;

import io.balsa.simulation.disk.SimDisk;

import java.util.Locale;

/**
 * Kinds of events in a {@link Trace}, with what the numbers of each mean.
 */
enum TraceKind
{
    FAULT("fault %d befalls, for %d us"),
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
    INSTALLED("installs a snapshot of index=%d"),
    SHORTENED("removes what is before index=%d"),
    SYNCED("has synced to index=%d"),
    VOTE_REQUEST("-> %d VoteRequest term=%d lastLogIndex=%d isPreVote=%d"),
    VOTE_RESPONSE("-> %d VoteResponse term=%d isPreVote=%d isGranted=%d"),
    HEARTBEAT("-> %d Heartbeat term=%d commitIndex=%d"),
    APPEND_ENTRIES("-> %d AppendEntries term=%d prevLogIndex=%d length=%d"),
    APPEND_RESPONSE("-> %d AppendResponse term=%d matchIndex=%d rejectedIndex=%d"),
    SENT("-> %d message of %d bytes, hash %x"),
    DELIVERED("<- %d message of %d bytes, hash %x"),
    FORCE("waits for a force of %d bytes"),
    SYNC_DIRECTORY("waits for a sync of its directory"),
    CREATE("waits for a file to be created"),
    RENAME("waits for a file to be renamed"),
    DELETE("waits for a file to be deleted"),
    APPEND_ZEROS("waits for a file to grow by %d bytes"),
    EXECUTED("executes index=%d, digest %x"),
    OFFERED("offers command=%d as sequence=%d"),
    ANSWERED("is told that command=%d was applied at index=%d"),
    REFUSED_COMMAND("is told that command=%d was not applied, or that nobody knows"),
    PHASE("phase %d begins");

    private final String format;
    private final int code = name().hashCode();

    TraceKind(final String format)
    {
        this.format = format;
    }

    static TraceKind of(final SimDisk.Operation operation)
    {
        return switch (operation)
        {
            case FORCE -> FORCE;
            case SYNC_DIRECTORY -> SYNC_DIRECTORY;
            case CREATE -> CREATE;
            case RENAME -> RENAME;
            case DELETE -> DELETE;
            case APPEND_ZEROS -> APPEND_ZEROS;
        };
    }

    /** The same in each JVM. */
    int code()
    {
        return code;
    }

    String text(final long first, final long second, final long third, final long fourth)
    {
        return String.format(Locale.ROOT, format, first, second, third, fourth);
    }
}
