package io.balsa.bench.cluster;

/**
 * Where the members run.
 */
public enum Layout
{
    /** Each in a process of its own. */
    PROCESSES,

    /** All in the process of the client, each on threads of its own. */
    THREADS,

    /** All in the process of the client, with their duty cycles on one thread. */
    ONE_THREAD
}
