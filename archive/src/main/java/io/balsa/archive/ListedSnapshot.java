package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;

/**
 * A directory that is named after a snapshot.
 *
 * @param name        of the directory.
 * @param id          of the snapshot.
 * @param status      by its name.
 * @param lengthBytes of the files in it.
 * @param facts       from its manifest; null unless it is published and the manifest holds.
 * @param damage      of the manifest or a missing file; null where there is none, or it is not published.
 */
public record ListedSnapshot(
    String name, SnapshotId id, SnapshotStatus status, long lengthBytes, SnapshotFacts facts, String damage)
{
}
