package io.balsa.log.mmap;

/**
 * Empties a log on the device and has it begin anew behind an entry that is in a snapshot, on the thread of the sync
 * agent. A marker comes first and goes last: with it recovery deletes whatever segments are left and makes a new one.
 */
final class LogReset
{
    private final Storage storage;
    private final Identity identity;
    private final Watermark watermark;
    private final SegmentSupply supply;
    private final LogPosition position;
    private final SegmentSeal seal;
    private final LogVerification verification;

    LogReset(
        final Storage storage,
        final Identity identity,
        final Watermark watermark,
        final SegmentSupply supply,
        final LogPosition position,
        final SegmentSeal seal,
        final LogVerification verification)
    {
        this.storage = storage;
        this.identity = identity;
        this.watermark = watermark;
        this.supply = supply;
        this.position = position;
        this.seal = seal;
        this.verification = verification;
    }

    /**
     * Delete all segments.
     *
     * @param index   of the entry that the log is to go on behind.
     * @param term    of that entry.
     * @param removed all segments, the newest first.
     * @return false, and nothing is deleted, while the device is too full for the marker.
     */
    boolean clear(final long index, final long term, final LogSegment[] removed)
    {
        try
        {
            storage.create(LogLayout.resetName(index, term)).close();
            storage.syncDirectory();
        }
        catch (final DiskFullException e)
        {
            return false;
        }
        position.reset(index + 1);
        seal.abandon(0);
        verification.abandon();
        for (final LogSegment segment : removed)
        {
            storage.delete(segment.name());
            if (!segment.isNamed())
            {
                supply.released();
            }
        }
        storage.syncDirectory();
        return true;
    }

    /**
     * Take the segment that is ready into use.
     *
     * @param index of the entry that the log goes on behind.
     * @param term  of that entry.
     * @return the segment; it has a name and is durable.
     */
    LogSegment begin(final long index, final long term)
    {
        final LogSegment fresh = supply.take();
        fresh.begin(index + 1, term);
        fresh.writeHeader(identity);
        watermark.durable(index, term, LogSegment.FRAMES_OFFSET);
        watermark.firstIndex(index + 1);
        watermark.commitIndex(index);
        watermark.force(fresh, identity.incarnation());
        watermark.force(fresh, identity.incarnation());
        final String name = LogLayout.segmentName(index + 1);
        storage.rename(LogLayout.SPARE, name);
        storage.syncDirectory();
        fresh.renamed(name);
        supply.released();
        position.copied(index);
        storage.delete(LogLayout.resetName(index, term));
        storage.syncDirectory();
        return fresh;
    }
}
