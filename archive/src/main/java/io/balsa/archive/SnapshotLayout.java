package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.log.mmap.ForeignDirectoryException;

import java.util.Locale;

/**
 * Names in the directory of the snapshots, each with index and term of the last entry in the state.
 * <pre>
 *   lock                                                     carries the file lock of the open store
 *   snapshot-00000000000000000012-00000000000000000003/      published
 *     records-00000.map                                      keyed records; any number of these files
 *     manifest                                               written last
 *   writing-00000000000000000012-00000000000000000003/       being written, or left by a crash
 *   receiving-00000000000000000012-00000000000000000003/     taken from another member as far as it has come
 *   deleting-00000000000000000012-00000000000000000003/      being deleted, or left by a crash
 *   damaged-00000000000000000012-00000000000000000003/       set aside
 *   reading-00000000000000000001.map                         a copy that is about to be opened, or left by a crash
 * </pre>
 */
final class SnapshotLayout
{
    static final String LOCK = "lock";
    static final String MANIFEST = "manifest";

    private static final String PUBLISHED = "snapshot-";
    private static final String WRITING = "writing-";
    private static final String RECEIVING = "receiving-";
    private static final String DELETING = "deleting-";
    private static final String DAMAGED = "damaged-";
    private static final String READING = "reading-";
    private static final String RECORDS = "records-";
    private static final String MAP_SUFFIX = ".map";
    private static final int DIGITS = 20;
    private static final int FILE_DIGITS = 5;

    private SnapshotLayout()
    {
    }

    static String published(final SnapshotId id)
    {
        return PUBLISHED + digits(id);
    }

    static boolean isPublished(final String name)
    {
        return isIdentified(name, PUBLISHED);
    }

    static String writing(final SnapshotId id)
    {
        return WRITING + digits(id);
    }

    static String receiving(final SnapshotId id)
    {
        return RECEIVING + digits(id);
    }

    static boolean isReceiving(final String name)
    {
        return isIdentified(name, RECEIVING);
    }

    static String deleting(final SnapshotId id)
    {
        return DELETING + digits(id);
    }

    static String damaged(final SnapshotId id)
    {
        return DAMAGED + digits(id);
    }

    static boolean isDamaged(final String name)
    {
        return isIdentified(name, DAMAGED);
    }

    /** Whether it is a directory that a crash has left and that nobody will ask for. */
    static boolean isLeftover(final String name)
    {
        return isIdentified(name, WRITING) || isIdentified(name, DELETING);
    }

    /** Whether anything in the directory of the snapshots has such a name. */
    static boolean isKnown(final String name)
    {
        return LOCK.equals(name) || null != status(name) || isReading(name);
    }

    /** What a directory with that name is, null when it is none of a snapshot. */
    static SnapshotStatus status(final String name)
    {
        if (isPublished(name))
        {
            return SnapshotStatus.PUBLISHED;
        }
        if (isDamaged(name))
        {
            return SnapshotStatus.SET_ASIDE;
        }
        if (isReceiving(name))
        {
            return SnapshotStatus.RECEIVING;
        }
        if (isIdentified(name, WRITING))
        {
            return SnapshotStatus.WRITING;
        }
        return isIdentified(name, DELETING) ? SnapshotStatus.DELETING : null;
    }

    static String reading(final long number)
    {
        return READING + digits(number, DIGITS) + MAP_SUFFIX;
    }

    static boolean isReading(final String name)
    {
        return name.length() == READING.length() + DIGITS + MAP_SUFFIX.length() &&
            name.startsWith(READING) &&
            name.endsWith(MAP_SUFFIX) &&
            isNumber(name, READING.length(), DIGITS);
    }

    static String records(final int number)
    {
        return RECORDS + digits(number, FILE_DIGITS) + MAP_SUFFIX;
    }

    static boolean isRecords(final String name)
    {
        return name.length() == RECORDS.length() + FILE_DIGITS + MAP_SUFFIX.length() &&
            name.startsWith(RECORDS) &&
            name.endsWith(MAP_SUFFIX) &&
            isNumber(name, RECORDS.length(), FILE_DIGITS);
    }

    /** Of any directory that is named after a snapshot. */
    static SnapshotId id(final String name)
    {
        final int indexAt = name.indexOf('-') + 1;
        try
        {
            return new SnapshotId(
                Long.parseLong(name, indexAt, indexAt + DIGITS, 10),
                Long.parseLong(name, indexAt + DIGITS + 1, indexAt + DIGITS + 1 + DIGITS, 10));
        }
        catch (final NumberFormatException e)
        {
            throw new ForeignDirectoryException("name " + name + " is not of this program: number out of range");
        }
    }

    private static boolean isIdentified(final String name, final String prefix)
    {
        final int termAt = prefix.length() + DIGITS + 1;
        return name.length() == termAt + DIGITS &&
            name.startsWith(prefix) &&
            isNumber(name, prefix.length(), DIGITS) &&
            '-' == name.charAt(termAt - 1) &&
            isNumber(name, termAt, DIGITS);
    }

    private static boolean isNumber(final String name, final int offset, final int digits)
    {
        for (int i = offset; i < offset + digits; i++)
        {
            if (name.charAt(i) < '0' || name.charAt(i) > '9')
            {
                return false;
            }
        }
        return true;
    }

    private static String digits(final SnapshotId id)
    {
        return digits(id.index(), DIGITS) + "-" + digits(id.term(), DIGITS);
    }

    private static String digits(final long number, final int digits)
    {
        return String.format(Locale.ROOT, "%0" + digits + "d", number);
    }
}
