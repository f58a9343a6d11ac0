package io.balsa.simulation.world;

import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.disk.FileKind;
import io.balsa.simulation.disk.SimDisk;

/**
 * Tells from a member's files what its recovery had to do.
 */
final class RecoveryWatch
{
    private static final String TRUNCATION_PREFIX = "truncate-";

    private final SimDisk disk;
    private final Marks marks;
    private final long forceCountBefore;
    private final boolean isTruncationAnnounced;

    RecoveryWatch(final SimDisk disk, final Marks marks)
    {
        this.disk = disk;
        this.marks = marks;
        forceCountBefore = disk.forceCount();
        isTruncationAnnounced = has(disk, TRUNCATION_PREFIX);
    }

    private static boolean has(final SimDisk disk, final String prefix)
    {
        for (final String name : disk.names(SimDisk.Image.CACHED))
        {
            if (name.startsWith(prefix))
            {
                return true;
            }
        }
        return false;
    }

    /** Each start forces term and vote and stores them anew, in three forces; more were for a torn end. */
    void onRecovered()
    {
        if (isTruncationAnnounced)
        {
            marks.hit(Mark.RECOVERED_TRUNCATION_MARKER);
        }
        else if (disk.forceCount() - forceCountBefore > 3)
        {
            marks.hit(Mark.TORN_TAIL_CUT);
        }
    }

    static void onOperation(
        final Marks marks, final SimDisk.Operation operation, final String name, final MemberState state)
    {
        if (state == MemberState.UP && FileKind.SEGMENT.matches(name))
        {
            if (operation == SimDisk.Operation.DELETE)
            {
                marks.hit(Mark.SEGMENT_REMOVED_BY_TRUNCATION);
            }
        }
        else if (state == MemberState.UP && operation == SimDisk.Operation.RENAME)
        {
            marks.hit(Mark.SEGMENT_ROLLED);
        }
    }
}
