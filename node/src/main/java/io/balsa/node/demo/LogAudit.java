package io.balsa.node.demo;

import org.agrona.CloseHelper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Checks from outside, in the directories of stopped members, that the cluster has kept what it promised.
 */
final class LogAudit
{
    private LogAudit()
    {
    }

    /**
     * Read all logs up to an index that all members had applied.
     *
     * @param directories      of the members.
     * @param liveDigests      that the members told of their states at that index.
     * @param toIndex          the index.
     * @param commands         that were sent.
     * @param acknowledgements that were received.
     * @return what was found.
     */
    static AuditResult run(
        final List<Path> directories,
        final long[] liveDigests,
        final long toIndex,
        final DemoCommands commands,
        final Acknowledgements acknowledgements)
    {
        final List<MemberReplay> replays = new ArrayList<>();
        try
        {
            for (final Path directory : directories)
            {
                replays.add(new MemberReplay(directory, commands, acknowledgements));
            }
            final long differsAtIndex = replay(replays, toIndex);
            return result(replays, liveDigests, toIndex, differsAtIndex, acknowledgements);
        }
        finally
        {
            CloseHelper.closeAll(replays);
        }
    }

    /** All logs in step. Returns the first index at which one differs from the first one or ends, 0 for none. */
    private static long replay(final List<MemberReplay> replays, final long toIndex)
    {
        long differsAtIndex = 0;
        for (long index = 1; index <= toIndex; index++)
        {
            final LogCursor first = replays.get(0).cursor();
            boolean isEqual = true;
            for (final MemberReplay replay : replays)
            {
                final boolean isThere = replay.cursor().next();
                isEqual &= isThere && replay.cursor().hasSameFrame(first);
                if (isThere)
                {
                    replay.apply(index);
                }
            }
            if (!isEqual && differsAtIndex == 0)
            {
                differsAtIndex = index;
            }
        }
        return differsAtIndex;
    }

    private static AuditResult result(
        final List<MemberReplay> replays,
        final long[] liveDigests,
        final long toIndex,
        final long differsAtIndex,
        final Acknowledgements acknowledgements)
    {
        final BitSet confirmed = (BitSet)replays.get(0).confirmed().clone();
        final BitSet appliedAgain = new BitSet();
        final List<Long> digests = new ArrayList<>();
        boolean areDigestsEqual = true;
        int unknownCount = 0;
        for (int i = 0; i < replays.size(); i++)
        {
            final MemberReplay replay = replays.get(i);
            final long digest = replay.digest();
            digests.add(digest);
            areDigestsEqual &= digest == digests.get(0) && digest == liveDigests[i];
            confirmed.and(replay.confirmed());
            appliedAgain.or(replay.appliedAgain());
            unknownCount += replay.unknownCount();
        }
        return new AuditResult(
            acknowledgements.count() - confirmed.cardinality(),
            appliedAgain.cardinality(),
            unknownCount,
            toIndex,
            differsAtIndex,
            digests,
            areDigestsEqual);
    }
}
