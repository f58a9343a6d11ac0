package io.balsa.archive;

/**
 * Damage that a check of a snapshot has found.
 *
 * @param fileName that is damaged.
 * @param text     what is wrong with it.
 */
public record SnapshotFinding(String fileName, String text)
{
}
