/**
 * Snapshots: the store that keeps them in Chronicle Map files, and what tools do with them.
 * {@link io.balsa.archive.SnapshotDirectory} and {@link io.balsa.archive.SnapshotArchive} find a snapshot, a
 * {@link io.balsa.archive.SnapshotStream}; {@link io.balsa.archive.SnapshotImport} and
 * {@link io.balsa.archive.ClusterRestore} make use of one; {@link io.balsa.archive.SnapshotPruning} makes room.
 * <p>
 * Thread: one of the user's choice, never that of the consensus agent. Dependencies: the ports of consensus, the
 * storage codecs, Agrona, Chronicle Map, and of the log its exceptions, its directory lock, and what makes the
 * directory of a member. Only
 * {@link io.balsa.archive.DirectoryFiles} touches files, but for the map files that Chronicle Map opens itself.
 */
package io.balsa.archive;
