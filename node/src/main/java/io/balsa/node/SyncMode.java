package io.balsa.node;

/**
 * When an appended entry counts as durable on a member. Term and vote are forced in every mode.
 */
public enum SyncMode
{
    /** When the sync thread has forced it to disk. */
    SYNC,

    /** When the duty cycle itself has forced it to disk. */
    INLINE,

    /** When the operating system has it: survives a crash of the process, not of the machine. */
    ASYNC
}
