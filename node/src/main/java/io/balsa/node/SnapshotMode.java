package io.balsa.node;

/** Whether and how a member takes snapshots. */
public enum SnapshotMode
{
    /** From a second instance of the service, which follows the committed log on a thread of its own. */
    SHADOW,

    /** Not at all: the log is never shortened. */
    OFF
}
