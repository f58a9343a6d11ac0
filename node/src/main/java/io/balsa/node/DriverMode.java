package io.balsa.node;

/**
 * Where a member's Aeron media driver runs.
 */
public enum DriverMode
{
    /** In the member's own process, on its duty cycle. */
    EMBEDDED,

    /** In a process of its own that is there before the member starts. */
    EXTERNAL
}
