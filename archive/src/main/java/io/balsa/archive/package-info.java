/**
 * Snapshots: the store that keeps them in Chronicle Map files.
 * <p>
 * Thread: one of the user's choice, never that of the consensus agent. Dependencies: the ports of consensus, the
 * storage codecs, Agrona, Chronicle Map, and the exceptions and the directory lock of the log. Only
 * {@link io.balsa.archive.DirectoryFiles} touches files, but for the map files that Chronicle Map opens itself.
 */
package io.balsa.archive;
