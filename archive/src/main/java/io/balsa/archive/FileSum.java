package io.balsa.archive;

/**
 * What the content of a file is checked against.
 *
 * @param length   in bytes.
 * @param checksum CRC32C of all of them.
 */
record FileSum(long length, long checksum)
{
}
