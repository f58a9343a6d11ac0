package io.balsa.node;

/** Whether and how a member takes snapshots. */
public enum SnapshotMode
{
    /** From a second instance of the service, which follows the committed log on a thread of its own. */
    SHADOW,

    /** From the instance that serves, a slice in a duty cycle: the service must offer that. */
    INLINE,

    /** Not at all: the log is never shortened. */
    OFF
}
