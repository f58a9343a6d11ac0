package io.balsa.node.demo;

import io.balsa.log.mmap.SyncMode;

import java.nio.file.Path;

/**
 * What a demonstration does.
 *
 * @param members      in the cluster.
 * @param commands     to send, each with a number of its own.
 * @param payloadBytes length of the value that each command writes.
 * @param window       commands in flight at a time.
 * @param syncMode     of the members.
 * @param isInProcess  whether the members run in this process.
 * @param kills        how often the leader is killed, spread evenly over the commands.
 * @param dir          where the members keep their logs, or null for a fresh temporary directory.
 * @param isKept       whether the logs stay.
 */
public record DemoPlan(
    int members,
    int commands,
    int payloadBytes,
    int window,
    SyncMode syncMode,
    boolean isInProcess,
    int kills,
    Path dir,
    boolean isKept)
{
    /** The shortest value in bytes: each carries the number of its command. */
    public static final int PAYLOAD_BYTES_MIN = Long.BYTES;
}
