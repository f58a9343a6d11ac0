package io.balsa.simulation.world;

import io.balsa.simulation.check.Bounds;
import io.balsa.simulation.disk.FileKind;
import io.balsa.simulation.disk.SimDisk;

/**
 * Tells the checkers which files a member keeps.
 */
final class FileWitness
{
    private static final String SEGMENT_PREFIX = "log-";
    private static final String SEGMENT_SUFFIX = ".seg";
    private static final String SPARE = "log-spare.tmp";
    private static final String TERM_STATE = "term-state";

    private final SimDisk disk;
    private final Bounds bounds;
    private final int member;
    private long[] baseIndexes = {};

    FileWitness(final SimDisk disk, final Bounds bounds, final int member)
    {
        this.disk = disk;
        this.bounds = bounds;
        this.member = member;
    }

    /** The sync agent has worked. */
    void onSynced()
    {
        takeBaseIndexes(disk.names(SimDisk.Image.CACHED));
        bounds.onSegments(member, baseIndexes);
    }

    /** Whether a process of the member has come so far as to be known by its directory. */
    boolean hasIdentity()
    {
        for (final String name : disk.names(SimDisk.Image.CACHED))
        {
            if (FileKind.IDENTITY.matches(name))
            {
                return true;
            }
        }
        return false;
    }

    /** The cluster rests. */
    void onQuiet()
    {
        final String[] names = disk.names(SimDisk.Image.CACHED);
        takeBaseIndexes(names);
        int otherCount = 0;
        for (final String name : names)
        {
            otherCount += name.equals(SPARE) || name.equals(TERM_STATE) ? 1 : 0;
        }
        bounds.onQuiet(member, baseIndexes, disk.openFileCount(), otherCount);
    }

    private void takeBaseIndexes(final String[] names)
    {
        int count = 0;
        for (final String name : names)
        {
            count += isSegment(name) ? 1 : 0;
        }
        if (count != baseIndexes.length)
        {
            baseIndexes = new long[count];
        }
        int next = 0;
        for (final String name : names)
        {
            if (isSegment(name))
            {
                baseIndexes[next++] = Long.parseLong(
                    name, SEGMENT_PREFIX.length(), name.length() - SEGMENT_SUFFIX.length(), 10);
            }
        }
    }

    private static boolean isSegment(final String name)
    {
        return name.startsWith(SEGMENT_PREFIX) && name.endsWith(SEGMENT_SUFFIX);
    }
}
