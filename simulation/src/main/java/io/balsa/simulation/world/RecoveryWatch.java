package io.balsa.simulation.world;

import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.disk.FileKind;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.DirectBuffer;

import java.util.Map;
import java.util.TreeMap;

/**
 * Tells from a member's files what its recovery had to do.
 */
final class RecoveryWatch
{
    private static final String TRUNCATION_PREFIX = "truncate-";
    private static final int HEADER_LENGTH = 4096;

    private final SimDisk disk;
    private final Marks marks;
    private final Map<String, Integer> contentBefore;
    private final boolean isTruncationAnnounced;

    RecoveryWatch(final SimDisk disk, final Marks marks)
    {
        this.disk = disk;
        this.marks = marks;
        contentBefore = content(disk);
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

    /** How many bytes behind the header of each segment are not zero: it becomes less where something is cut. */
    private static Map<String, Integer> content(final SimDisk disk)
    {
        final Map<String, Integer> content = new TreeMap<>();
        for (final String name : disk.names(SimDisk.Image.CACHED))
        {
            if (FileKind.SEGMENT.matches(name))
            {
                content.put(name, nonZeroCount(disk.bytes(SimDisk.Image.CACHED, name)));
            }
        }
        return content;
    }

    private static int nonZeroCount(final DirectBuffer bytes)
    {
        int count = 0;
        for (int i = HEADER_LENGTH; i < bytes.capacity(); i++)
        {
            count += bytes.getByte(i) == 0 ? 0 : 1;
        }
        return count;
    }

    void onRecovered()
    {
        if (isTruncationAnnounced)
        {
            marks.hit(Mark.RECOVERED_TRUNCATION_MARKER);
        }
        else if (isCut())
        {
            marks.hit(Mark.TORN_TAIL_CUT);
        }
    }

    private boolean isCut()
    {
        final Map<String, Integer> contentAfter = content(disk);
        for (final Map.Entry<String, Integer> before : contentBefore.entrySet())
        {
            if (contentAfter.getOrDefault(before.getKey(), 0) < before.getValue())
            {
                return true;
            }
        }
        return false;
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
