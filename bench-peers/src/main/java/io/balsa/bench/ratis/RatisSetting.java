package io.balsa.bench.ratis;

import io.balsa.bench.peer.PeerSetting;

/**
 * The one place where it is said how Ratis is set up. What else can be set is in docs/PERFORMANCE.md.
 */
enum RatisSetting implements PeerSetting
{
    /** Of members and client; {@code auto}: Netty for one command in flight, of more it takes one after the other. */
    RPC("rpc", "auto", "auto|grpc|netty"),

    /** What a leader waits between two messages to a follower, at least, in ms. */
    APPENDER_WAIT_MS("appender-wait-ms", "0", NUMBER),

    /** Messages to a follower in flight, at most; gRPC alone. */
    OUTSTANDING_APPENDS("outstanding-appends", "128", NUMBER),

    /** Entries in a message to a follower, at most; 0 for no limit. */
    APPENDER_ENTRIES("appender-entries", "0", NUMBER),

    /** Whether what is forced is forced on a thread of its own. */
    ASYNC_FLUSH("async-flush", "false", "true|false"),

    /** Length of a segment of the log in MiB. */
    SEGMENT_MIB("segment-mib", "32", NUMBER),

    /** What the client's thread does until it is told of an answer. */
    CLIENT_IDLE("client-idle", "backoff", "backoff|yielding|spinning");

    private final String key;
    private final String best;
    private final String allowed;

    RatisSetting(final String key, final String best, final String allowed)
    {
        this.key = key;
        this.best = best;
        this.allowed = allowed;
    }

    @Override
    public String key()
    {
        return key;
    }

    @Override
    public String best()
    {
        return best;
    }

    @Override
    public String allowed()
    {
        return allowed;
    }
}
