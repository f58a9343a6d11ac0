package io.balsa.log.mmap;

/**
 * What is known of a segment of a log.
 *
 * @param name         of the file.
 * @param baseIndex    of its first entry.
 * @param prevTerm     of the entry before.
 * @param lastIndex    of its last entry that holds; one less than the base when there is none.
 * @param lastTerm     of that entry.
 * @param endOffset    of its frames in bytes.
 * @param lengthBytes  of the file.
 * @param isSealed     whether it has a footer that holds.
 */
public record SegmentFacts(
    String name,
    long baseIndex,
    long prevTerm,
    long lastIndex,
    long lastTerm,
    int endOffset,
    int lengthBytes,
    boolean isSealed)
{
    /**
     * How many entries it holds.
     *
     * @return the number.
     */
    public long entryCount()
    {
        return lastIndex - baseIndex + 1;
    }
}
