package io.balsa.bench.jraft;

import io.balsa.bench.peer.PeerSetting;

/**
 * The one place where it is said how SOFAJRaft is set up. What else can be set is in docs/PERFORMANCE.md.
 */
enum JraftSetting implements PeerSetting
{
    /** Where entries are kept. */
    LOG_STORAGE("log-storage", "rocksdb", "rocksdb|rocksdb-segment"),

    /** Commands that the leader takes together, at most. */
    APPLY_BATCH("apply-batch", "32", NUMBER),

    /** Whether the replicator sends the next entries before the last are acknowledged. */
    PIPELINE("pipeline", "true", "true|false"),

    /** Messages of a replicator in flight, at most. */
    INFLIGHT("inflight", "256", NUMBER),

    /** Entries in a message between members, at most. */
    MAX_ENTRIES("max-entries", "1024", NUMBER),

    /** Bytes of entries that are written together, at most, in KiB. */
    APPEND_BUFFER_KIB("append-buffer-kib", "256", NUMBER),

    /** What the client's thread does until it is told of an answer. */
    CLIENT_IDLE("client-idle", "backoff", "backoff|yielding|spinning");

    private final String key;
    private final String best;
    private final String allowed;

    JraftSetting(final String key, final String best, final String allowed)
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
