package io.balsa.log.mmap;

import java.util.List;

/**
 * Carries out what recovery has decided. Each step leaves a directory of which recovery decides the same again: a
 * truncation is marked until all of it is durable, and what is rebuilt was proven by what stays.
 */
final class RecoveryWrites
{
    private final Storage storage;
    private final Identity identity;
    private final RecoveredLog log;

    RecoveryWrites(final Storage storage, final Identity identity, final RecoveredLog log)
    {
        this.storage = storage;
        this.identity = identity;
        this.log = log;
    }

    /**
     * Make the log durable as it was found.
     *
     * @param truncations   markers that are there.
     * @param leftovers     segments to delete, in this order.
     * @param mended      segments whose header and its copy are to be written again.
     */
    void carryOut(
        final List<String> truncations,
        final List<String> leftovers,
        final List<LogSegment> mended)
    {
        if (!truncations.isEmpty() || !log.resets().isEmpty())
        {
            // After the death of a process the marker may not be durable yet: it must be before a byte is changed.
            storage.syncDirectory();
        }
        for (final LogSegment segment : mended)
        {
            segment.writeHeader(identity);
            segment.force();
        }
        if (!log.segments().isEmpty())
        {
            makeDurable(log.segments().last());
            mark(log.segments().last());
        }
        delete(leftovers);
        delete(truncations);
    }

    private void makeDurable(final LogSegment last)
    {
        last.zero(last.endOffset(), SegmentScan.tailOffset(last));
        last.zeroUnused();
        last.rewrite();
        if (last.isNamed())
        {
            last.force();
        }
        else
        {
            final String name = LogLayout.segmentName(last.baseIndex());
            log.segments().previous().rewrite();
            log.segments().previous().force();
            last.force();
            storage.rename(LogLayout.SPARE, name);
            storage.syncDirectory();
            last.renamed(name);
        }
    }

    /**
     * All is durable now: say so in both slots. After a truncation none must ask for what was removed, and of a closed
     * log no entry depends on a single one.
     */
    private void mark(final LogSegment last)
    {
        final Watermark watermark = log.watermark();
        watermark.durable(
            last.lastIndex(), last.entryCount() > 0 ? log.terms().lastTerm() : last.prevTerm(), last.endOffset());
        watermark.firstIndex(log.segments().first().baseIndex());
        while (!watermark.isInBothSlots(last, identity.incarnation()))
        {
            watermark.force(last, identity.incarnation());
        }
    }

    private void delete(final List<String> names)
    {
        for (final String name : names)
        {
            storage.delete(name);
        }
        storage.syncDirectory();
    }
}
