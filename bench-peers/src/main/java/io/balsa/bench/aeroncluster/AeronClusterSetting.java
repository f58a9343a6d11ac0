package io.balsa.bench.aeroncluster;

import io.balsa.bench.peer.PeerSetting;

/**
 * The one place where it is said how Aeron Cluster is set up. What else can be set is in docs/PERFORMANCE.md.
 */
enum AeronClusterSetting implements PeerSetting
{
    /** Threads of each member's media driver; {@code archive}: none, the archive's thread runs it. */
    DRIVER("driver", "shared", "shared|shared-network|dedicated|archive"),

    /** Threads of each member's archive. */
    ARCHIVE("archive", "shared", "shared|dedicated"),

    /** What all these threads, the consensus module's, the service's and the client's do without work. */
    IDLE("idle", "yielding", "yielding|backoff|spinning"),

    /** Whether the client's media driver is run by its loop or has a thread. */
    CLIENT_DRIVER("client-driver", "invoker", "invoker|shared"),

    /** Longest packet between members, in bytes. */
    LOG_MTU("log-mtu", "8192", NUMBER),

    /** Longest packet between the client and members, in bytes. */
    CLIENT_MTU("client-mtu", "1408", NUMBER),

    /** Length of a term buffer of the log in KiB. */
    LOG_TERM_KIB("log-term-kib", "65536", NUMBER),

    /** Whether term buffers are made as their pages are touched. */
    SPARSE("sparse", "true", "true|false"),

    /** Socket buffers and initial receiver window in KiB. */
    WINDOW_KIB("window-kib", "2048", NUMBER),

    /** Whether members check the bounds of buffers. */
    BOUNDS_CHECKS("bounds-checks", "false", "true|false");

    private final String key;
    private final String best;
    private final String allowed;

    AeronClusterSetting(final String key, final String best, final String allowed)
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
