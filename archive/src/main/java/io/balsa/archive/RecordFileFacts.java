package io.balsa.archive;

/**
 * What the manifest of a snapshot says about a file of records.
 *
 * @param name        of the file.
 * @param lengthBytes of the file.
 * @param recordCount of the file.
 * @param checksum    CRC32C of the whole file.
 */
public record RecordFileFacts(String name, long lengthBytes, long recordCount, long checksum)
{
}
