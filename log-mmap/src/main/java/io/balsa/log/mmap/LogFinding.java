package io.balsa.log.mmap;

/**
 * Something that a check has found.
 *
 * @param fileName in the directory.
 * @param offset   in the file in bytes.
 * @param index    of the entry, 0 when it is about none.
 * @param isDamage whether something was there that is not whole; otherwise the next start puts it in order.
 * @param text     what it is, in a few words.
 */
public record LogFinding(String fileName, int offset, long index, boolean isDamage, String text)
{
}
