package io.balsa.log.mmap;

import java.util.Locale;

/**
 * Names in a member's directory.
 * <pre>
 *   lock                             carries the file lock of the running member
 *   identity                         cluster, member and incarnation; the first file of a new directory
 *   memory                           empty; log, term and vote are in memory, the directory is not opened again
 *   term-state                       term and vote; the last file of a new directory
 *   log-00000000000000000001.seg     segment, by the index of its first entry
 *   log-spare.tmp                    the next segment: being prepared, or in use and not yet synced
 *   log-position                     how far others may read the log of the running member; of no value to itself
 *   snapshots                        directory of a snapshot store; none of it is the log's
 *   truncate-00000000000000000001    empty; a truncation from that index on was begun and is not finished
 *   reset-00000000000000000012-00000000000000000003
 *                                    empty; all entries are to go, and the log is to begin anew behind an entry of that
 *                                    index and term; that was begun and is not finished
 *   *.tmp                            left behind by a crash, of no value but for a spare in use
 * </pre>
 */
final class LogLayout
{
    static final String LOCK = "lock";
    static final String IDENTITY = "identity";
    static final String IDENTITY_TMP = "identity.tmp";
    static final String MEMORY = "memory";
    static final String TERM_STATE = "term-state";
    static final String TERM_STATE_TMP = "term-state.tmp";
    static final String SPARE = "log-spare.tmp";
    static final String POSITION = "log-position";
    static final String SNAPSHOTS = MemberStorage.SNAPSHOT_DIRECTORY;
    static final String POSITION_TMP = "log-position.tmp";

    private static final String SEGMENT_PREFIX = "log-";
    private static final String SEGMENT_SUFFIX = ".seg";
    private static final String TRUNCATION_PREFIX = "truncate-";
    private static final String RESET_PREFIX = "reset-";
    private static final int DIGITS = 20;
    private static final String LARGEST = digits(Long.MAX_VALUE);

    private LogLayout()
    {
    }

    static String segmentName(final long baseIndex)
    {
        return SEGMENT_PREFIX + digits(baseIndex) + SEGMENT_SUFFIX;
    }

    static boolean isSegment(final String name)
    {
        return isNumbered(name, SEGMENT_PREFIX, SEGMENT_SUFFIX);
    }

    static long baseIndex(final String segmentName)
    {
        return number(segmentName, SEGMENT_PREFIX);
    }

    static String truncationName(final long fromIndex)
    {
        return TRUNCATION_PREFIX + digits(fromIndex);
    }

    static boolean isTruncation(final String name)
    {
        return isNumbered(name, TRUNCATION_PREFIX, "");
    }

    static long truncationIndex(final String truncationName)
    {
        return number(truncationName, TRUNCATION_PREFIX);
    }

    static String resetName(final long index, final long term)
    {
        return RESET_PREFIX + digits(index) + "-" + digits(term);
    }

    static boolean isReset(final String name)
    {
        final int termAt = RESET_PREFIX.length() + DIGITS + 1;
        return name.length() == termAt + DIGITS &&
            isNumbered(name.substring(0, termAt), RESET_PREFIX, "-") &&
            isNumbered(name.substring(termAt), "", "");
    }

    /** Of the last entry before the log begins anew. */
    static long resetIndex(final String resetName)
    {
        return number(resetName, RESET_PREFIX);
    }

    /** Of the same entry. */
    static long resetTerm(final String resetName)
    {
        return Long.parseLong(resetName, RESET_PREFIX.length() + DIGITS + 1, resetName.length(), 10);
    }

    static boolean isKnown(final String name)
    {
        return switch (name)
        {
            case LOCK, IDENTITY, IDENTITY_TMP, MEMORY, TERM_STATE, TERM_STATE_TMP -> true;
            case SPARE, POSITION, POSITION_TMP, SNAPSHOTS -> true;
            default -> isSegment(name) || isTruncation(name) || isReset(name);
        };
    }

    private static String digits(final long index)
    {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", index);
    }

    private static boolean isNumbered(final String name, final String prefix, final String suffix)
    {
        if (name.length() != prefix.length() + DIGITS + suffix.length() ||
            !name.startsWith(prefix) ||
            !name.endsWith(suffix))
        {
            return false;
        }
        for (int i = prefix.length(); i < prefix.length() + DIGITS; i++)
        {
            if (name.charAt(i) < '0' || name.charAt(i) > '9')
            {
                return false;
            }
        }
        return name.substring(prefix.length(), prefix.length() + DIGITS).compareTo(LARGEST) <= 0;
    }

    private static long number(final String name, final String prefix)
    {
        return Long.parseLong(name, prefix.length(), prefix.length() + DIGITS, 10);
    }
}
