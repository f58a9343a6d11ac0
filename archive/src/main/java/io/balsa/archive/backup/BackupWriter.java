package io.balsa.archive.backup;

import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotImport;
import io.balsa.archive.SnapshotProgress;
import io.balsa.archive.SnapshotStream;
import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.log.mmap.CommittedLogReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.EntryRemovedException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import java.io.File;
import java.util.List;

/**
 * Takes a backup of a member from its files and follows them: the newest snapshot, and each entry behind it as soon as
 * it is committed and in the files. The member need not run, and where it does nothing is asked of it: what a backup
 * costs are reads of files, at a bounded pace, most of them of pages that are in memory. All checksums are looked at on
 * the way.
 * <p>
 * It goes on where it has ended, however that was. Where the member has removed entries that are not in the backup yet,
 * another span is begun with its newest snapshot.
 * <p>
 * Threads: one. A call may wait for a device.
 */
public final class BackupWriter implements AutoCloseable
{
    /** Most entries taken in one call of {@link #doWork()}. */
    public static final int ENTRIES_MAX = 256;

    /** After what time a member that cannot be read is tried again, in ns. */
    public static final long RETRY_INTERVAL_NS = 1_000_000_000L;

    private final BackupContext ctx;
    private final Pace pace;
    private final CommittedEntryHandler entryHandler = this::onEntry;
    private CommittedLogReader source;
    private BackupLog log;
    private RuntimeException targetFailure;
    private long retryNs;
    private boolean isSourceLost;

    /**
     * Open.
     *
     * @param ctx concluded here.
     * @throws ForeignDirectoryException when the backup is of another cluster, or the target is none.
     * @throws DirectoryInUseException   when the backup is being taken by another process.
     * @throws CorruptStorageException   when what is in the backup is damaged.
     * @throws StorageException          when the member cannot be read or the backup cannot be written.
     */
    public BackupWriter(final BackupContext ctx)
    {
        ctx.conclude();
        this.ctx = ctx;
        pace = new Pace(ctx.clock, ctx.rateBytes);
        try
        {
            openSource();
            openLog();
        }
        catch (final RuntimeException e)
        {
            close();
            throw e;
        }
    }

    private void openSource()
    {
        source = CommittedLogReader.open(ctx.member);
        final long clusterId = source.identity().clusterId();
        if (clusterId != ctx.clusterId)
        {
            throw new ForeignDirectoryException(ctx.member + " belongs to cluster " + clusterId + ", not to cluster " +
                ctx.clusterId + "; check the path");
        }
    }

    /** Go on with the newest span. One that was only begun has nothing in it. */
    private void openLog()
    {
        if (!ctx.target.isDirectory() && !ctx.target.mkdirs())
        {
            throw new StorageException("cannot create " + ctx.target + "; check the path");
        }
        final List<String> names = BackupDirectory.names(ctx.target);
        if (names.isEmpty())
        {
            beginSpan();
            return;
        }
        final String newest = names.get(names.size() - 1);
        final File directory = new File(ctx.target, newest);
        if (BackupDirectory.isWhole(directory, BackupDirectory.baseIndex(newest)))
        {
            log = new BackupLog(ctx, directory);
            source.position(log.lastIndex() + 1);
            ctx.listener.accept("goes on behind index=" + log.lastIndex());
            return;
        }
        BackupDirectory.delete(directory);
        openLog();
    }

    /**
     * Take what there is.
     *
     * @return work count, 0 when there was nothing to do.
     * @throws StorageException when the backup cannot be written; when the member cannot be read, unless it is to be
     *                          followed.
     */
    public int doWork()
    {
        int workCount = log == null ? 0 : log.doWork();
        try
        {
            if (source == null && !isSourceBack())
            {
                return workCount;
            }
            if (source.firstIndex() > log.lastIndex() + 1)
            {
                beginSpan();
                return 1;
            }
            workCount += copy();
        }
        catch (final EntryRemovedException e)
        {
            return 1;
        }
        catch (final StorageException e)
        {
            onFailure(e);
        }
        return workCount;
    }

    private int copy()
    {
        int count = 0;
        while (count < ENTRIES_MAX && pace.isDue() && log.hasRoom() && source.poll(entryHandler, 1) > 0)
        {
            count++;
        }
        return count;
    }

    private void onEntry(
        final EntryHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
    {
        try
        {
            log.append(header.index(), buffer, offset, length);
        }
        catch (final RuntimeException e)
        {
            targetFailure = e;
            throw e;
        }
        pace.took(EntryFrame.HEADER_LENGTH + length);
    }

    private boolean isSourceBack()
    {
        if (ctx.clock.nanoTime() - retryNs < 0)
        {
            return false;
        }
        openSource();
        source.position(log.lastIndex() + 1);
        isSourceLost = false;
        ctx.listener.accept("the files of the member in " + ctx.member + " can be read again");
        return true;
    }

    private void onFailure(final StorageException failure)
    {
        if (!ctx.isFollowing || null != targetFailure || log == null || failure instanceof ForeignDirectoryException)
        {
            throw failure;
        }
        if (!isSourceLost)
        {
            isSourceLost = true;
            ctx.listener.accept("cannot read the member, tries again: " + failure.getMessage());
        }
        final CommittedLogReader lost = source;
        source = null;
        retryNs = ctx.clock.nanoTime() + RETRY_INTERVAL_NS;
        CloseHelper.close(lost);
    }

    private void beginSpan()
    {
        final long firstIndex = source.firstIndex();
        if (!ctx.snapshots.isDirectory())
        {
            beginWithout(firstIndex);
            return;
        }
        try (SnapshotDirectory snapshots = SnapshotDirectory.open(ctx.snapshots))
        {
            final List<SnapshotId> ids = snapshots.published();
            CorruptStorageException damage = null;
            for (int i = ids.size() - 1; i >= 0 && ids.get(i).index() + 1 >= firstIndex; i--)
            {
                try (SnapshotStream stream = snapshots.stream(ids.get(i)))
                {
                    beginWith(stream, ids.get(i));
                    return;
                }
                catch (final CorruptStorageException e)
                {
                    damage = e;
                }
            }
            if (damage != null && firstIndex > 1)
            {
                throw damage;
            }
            beginWithout(firstIndex);
        }
    }

    private void beginWithout(final long firstIndex)
    {
        if (firstIndex > 1)
        {
            throw new StorageException("the log in " + ctx.member + " begins at index=" + firstIndex +
                " and there is no snapshot of what was before in " + ctx.snapshots + "; check the path");
        }
        replaceLog(BackupDirectory.directory(ctx.target, 0));
        told(0);
    }

    /** The snapshot comes last: without it nothing counts. */
    private void beginWith(final SnapshotStream stream, final SnapshotId id)
    {
        final File directory = BackupDirectory.directory(ctx.target, id.index());
        replaceLog(directory);
        log.reset(id.index(), id.term());
        SnapshotImport.run(stream, new File(directory, MemberStorage.SNAPSHOT_DIRECTORY), ctx.clusterId,
            (damagedId, reason) -> {}, newProgress());
        told(id.index());
    }

    private void replaceLog(final File directory)
    {
        final BackupLog former = log;
        log = null;
        CloseHelper.close(former);
        if (directory.exists())
        {
            BackupDirectory.delete(directory);
        }
        log = new BackupLog(ctx, directory);
    }

    private void told(final long baseIndex)
    {
        source.position(baseIndex + 1);
        ctx.listener.accept(
            baseIndex == 0 ? "begins with the first entry" : "begins with the snapshot of index=" + baseIndex);
    }

    private SnapshotProgress newProgress()
    {
        final long[] before = new long[1];
        return (doneBytes, totalBytes) ->
        {
            pace.took(doneBytes - before[0]);
            before[0] = doneBytes;
            pace.await();
        };
    }

    /**
     * Whether all that is committed by now is in the backup, durably.
     *
     * @return true if so.
     */
    public boolean isCaughtUp()
    {
        return source != null && log.lastIndex() >= source.committedIndex() && log.syncedIndex() >= log.lastIndex();
    }

    /**
     * Up to where the backup is durable.
     *
     * @return log index.
     */
    public long syncedIndex()
    {
        return Math.min(log.syncedIndex(), log.lastIndex());
    }

    /** What was taken is durable. */
    @Override
    public void close()
    {
        CloseHelper.closeAll(log, source);
    }
}
