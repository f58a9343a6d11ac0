/**
 * Backups: a snapshot and the committed log behind it, taken from the files of a member while it runs, kept elsewhere,
 * and made a new cluster at any index that is in them. {@link io.balsa.archive.backup.BackupWriter} takes one and
 * follows, {@link io.balsa.archive.backup.BackupDirectory} looks into it, {@link io.balsa.archive.backup.BackupRestore}
 * makes use of it.
 * <p>
 * Thread: one of the user's choice. Dependencies: snapshots of {@code io.balsa.archive}, the log, the state.
 */
package io.balsa.archive.backup;
