package io.balsa.consensus.core;

/**
 * How a leader replicates to a peer.
 */
public enum ProgressState
{
    /** Looks for the point where the logs agree: one message at a time. */
    PROBE,

    /** Streams entries without waiting for answers, within a window. */
    REPLICATE,

    /** Needs entries that are no longer in the log: waits for a snapshot. */
    SNAPSHOT
}
