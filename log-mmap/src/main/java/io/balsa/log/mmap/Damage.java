package io.balsa.log.mmap;

/**
 * A gap in a log: entries that are damaged or missing, between two that are known. A log that has both has the very
 * same entries between them (log matching), so they can be fetched from it and fill the same bytes.
 *
 * @param segmentName     file that is damaged or missing.
 * @param afterIndex      last entry in front of the gap; 0 when the gap begins the log.
 * @param afterTerm       term of that entry; 0 when the gap begins the log.
 * @param untilIndex      next entry that is known; {@link #UNKNOWN} when none is, then nothing proves what is missing.
 * @param untilTerm       term of that entry.
 * @param isUntilMissing  whether that entry is in the gap too: only its index and term are known.
 * @param fromOffset      where the gap begins in the file, in bytes.
 * @param toOffset        where it ends; {@link #UNKNOWN} when only the entries themselves can tell.
 * @param isTailUncertain whether the entries cannot be fetched: how many there were is not known, or there is no file
 *                        for them. The log can only start over in front of the gap.
 * @param reason          how it was found, in a few words.
 */
public record Damage(
    String segmentName,
    long afterIndex,
    long afterTerm,
    long untilIndex,
    long untilTerm,
    boolean isUntilMissing,
    int fromOffset,
    int toOffset,
    boolean isTailUncertain,
    String reason)
{
    /** Stands for an index or an offset that is not known. */
    public static final int UNKNOWN = 0;

    /**
     * The last entry of the gap.
     *
     * @return log index; {@link #UNKNOWN} when nothing is known of it.
     */
    public long lastIndex()
    {
        return untilIndex == UNKNOWN || isUntilMissing ? untilIndex : untilIndex - 1;
    }

    /** The same where what is said of its end cannot be. */
    Damage withTailUncertain()
    {
        return new Damage(
            segmentName, afterIndex, afterTerm, UNKNOWN, 0, true, fromOffset, UNKNOWN, true, reason);
    }
}
