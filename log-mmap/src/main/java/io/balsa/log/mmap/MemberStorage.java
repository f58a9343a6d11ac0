package io.balsa.log.mmap;

import io.balsa.consensus.port.CommittedLog;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.io.File;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Everything that one member keeps on disk, in one directory: its identity, its log, its term and vote.
 * <p>
 * The sync agent must be run by a thread, an invoker or a composite of the user's choice, and be closed before this is.
 */
public final class MemberStorage implements AutoCloseable
{
    /** Name in the directory of a member that is left to its snapshots. */
    public static final String SNAPSHOT_DIRECTORY = "snapshots";

    private final Storage directory;
    private final Storage storage;
    private final Identity identity;
    private final MmapTermStateStore termStateStore;
    private final MmapRaftLog log;
    private final LogSyncAgent syncAgent;
    private final LogTask task;
    private final File files;

    private MemberStorage(final Context ctx)
    {
        directory = ctx.storage();
        MemberDirectory.checkNames(directory);
        directory.lock(LogLayout.LOCK);
        storage = MemberDirectory.openLogStorage(ctx, directory);
        identity = IdentityFile.open(ctx, directory);
        final StorageFailure failure = new StorageFailure();
        final SegmentSupply supply = new SegmentSupply(storage, ctx.segmentLength(), ctx.nanoClock());
        final RecoveredLog recovered = new LogRecovery(storage, identity, ctx.verifyAll()).recover();
        final SegmentSeal seal = new SegmentSeal(identity.incarnation());
        final SegmentImages images;
        try
        {
            images = openSegments(ctx, recovered, supply, seal);
            termStateStore = openTermState(ctx, recovered, failure);
        }
        catch (final RuntimeException e)
        {
            recovered.segments().close();
            supply.close();
            throw e;
        }
        final LogVerification verification = new LogVerification(
            storage.location(), identity, ctx.nanoClock(), recovered.segments().unverified());
        files = ctx.directory();
        task = new LogTask(ctx, storage, identity, recovered.watermark(), supply, seal, verification);
        final SegmentRemoval removal = new SegmentRemoval(storage, verification);
        final LogSync sync =
            new LogSync(SyncMode.INLINE == ctx.syncMode(), recovered, images, task, seal, removal, verification);
        log = new MmapRaftLog(ctx, recovered, supply, images, sync, failure);
        syncAgent = new LogSyncAgent(termStateStore, task, seal, removal, supply, verification, failure);
    }

    /**
     * Open or create the directory of a member. Waits for the device: a new directory needs its first segment.
     *
     * @param ctx concluded by this.
     * @return what the member keeps on disk.
     * @throws ForeignDirectoryException when the directory is not that of the member.
     * @throws CorruptStorageException   when something in it is damaged.
     * @throws StorageException          when it cannot be used, or is in use.
     */
    public static MemberStorage open(final Context ctx)
    {
        ctx.conclude();
        try
        {
            return new MemberStorage(ctx);
        }
        catch (final RuntimeException e)
        {
            ctx.storage().close();
            throw e;
        }
    }

    /**
     * Whose directory it is.
     *
     * @return the identity.
     */
    public Identity identity()
    {
        return identity;
    }

    /**
     * The log.
     *
     * @return the log, closed with this.
     */
    public MmapRaftLog log()
    {
        return log;
    }

    /**
     * The store of term and vote.
     *
     * @return the store, closed with this.
     */
    public MmapTermStateStore termStateStore()
    {
        return termStateStore;
    }

    /**
     * The agent that works for log and store. To be run in every {@link SyncMode}.
     *
     * @return the agent.
     */
    public LogSyncAgent syncAgent()
    {
        return syncAgent;
    }

    /**
     * Make a reader of the committed log for another thread of this process. It reads the files of the member, and
     * delivers nothing before the sync agent has run.
     *
     * @return the reader; closed by the caller.
     * @throws IllegalStateException where the log is not in the files of a directory.
     */
    public CommittedLog newCommittedLog()
    {
        if (null == files || storage != directory)
        {
            throw new IllegalStateException("the log of " + directory.location() + " is not in files that can be read");
        }
        return new OwnCommittedLog(files, task::isReadable);
    }

    /**
     * How often files were forced: those of the log, of the term state and of the identity. Any thread may ask.
     *
     * @return number since the storage was opened; 0 where the files are not those of a {@link FileStorage}.
     */
    public long forceCount()
    {
        return directory instanceof FileStorage files ? files.forceCount() : 0;
    }

    /** {@inheritDoc} The runner of the sync agent must have been closed before. */
    @Override
    public void close()
    {
        if (syncAgent.isRunning())
        {
            throw new IllegalStateException("the sync agent is still running: close its runner first");
        }
        try
        {
            log.close();
        }
        finally
        {
            termStateStore.close();
            storage.close();
        }
    }

    /** Have all segments but the last one sealed, and that one in an image. */
    private SegmentImages openSegments(
        final Context ctx, final RecoveredLog recovered, final SegmentSupply supply, final SegmentSeal seal)
    {
        openFirstSegment(recovered, supply);
        final SegmentList segments = recovered.segments();
        for (int i = 0; i < segments.count() - 1; i++)
        {
            final LogSegment segment = segments.segment(i);
            if (segment.hasImage())
            {
                seal.sealNow(segment, recovered.terms());
            }
        }
        final SegmentImages images = new SegmentImages(Math.max(ctx.segmentLength(), segments.lengthMax()));
        segments.last().moveTo(images.take());
        return images;
    }

    /** The term state is the last file of a new directory: where it is, segments must be. */
    private void openFirstSegment(final RecoveredLog recovered, final SegmentSupply supply)
    {
        if (recovered.segments().isEmpty())
        {
            final boolean isReset = !recovered.resets().isEmpty();
            if (!isReset && Arrays.asList(storage.list()).contains(LogLayout.TERM_STATE))
            {
                throw new CorruptStorageException(
                    "directory " + storage.location() + " has lost its log; restore or replace the member");
            }
            final LogSegment first = supply.prepareNow();
            final long firstIndex = recovered.segments().firstIndex();
            first.begin(firstIndex, recovered.terms().lastTerm());
            recovered.segments().add(first);
            first.writeHeader(identity);
            if (isReset)
            {
                recovered.watermark().force(first, identity.incarnation());
                recovered.watermark().force(first, identity.incarnation());
            }
            else
            {
                first.force();
            }
            final String name = LogLayout.segmentName(firstIndex);
            storage.rename(LogLayout.SPARE, name);
            storage.syncDirectory();
            first.renamed(name);
            supply.released();
            deleteMarkers(recovered.resets());
        }
    }

    private void deleteMarkers(final List<String> names)
    {
        for (final String name : names)
        {
            storage.delete(name);
        }
        if (!names.isEmpty())
        {
            storage.syncDirectory();
        }
    }

    private MmapTermStateStore openTermState(
        final Context ctx, final RecoveredLog recovered, final StorageFailure failure)
    {
        if (!Arrays.asList(storage.list()).contains(LogLayout.TERM_STATE))
        {
            if (recovered.segments().lastIndex() > 0)
            {
                throw new CorruptStorageException(
                    "directory " + storage.location() + " has lost its " + LogLayout.TERM_STATE +
                    ": a vote may be lost; replace the member");
            }
            MmapTermStateStore.create(storage, identity);
        }
        return MmapTermStateStore.open(
            storage, identity, failure, SyncMode.INLINE == ctx.syncMode(), ctx.wakeUps());
    }

    /** Configuration. Set what differs from the defaults; concluded by {@link MemberStorage#open}. */
    public static final class Context
    {
        /** Smallest segment in bytes: a page for its header and one for frames, their offsets and the footer. */
        public static final int SEGMENT_LENGTH_MIN = 8 * 1024;

        /** Largest segment in bytes. */
        public static final int SEGMENT_LENGTH_MAX = 1024 * 1024 * 1024;

        /** Segment in bytes where nothing else is configured. */
        public static final int SEGMENT_LENGTH_DEFAULT = 64 * 1024 * 1024;

        /** Longest payload in bytes where nothing else is configured. */
        public static final int PAYLOAD_LENGTH_MAX_DEFAULT = 1024 * 1024;

        private static final int PAGE_LENGTH = 4096;

        private boolean isConcluded;
        private File directory;
        private Storage storage;
        private long clusterId;
        private int memberId = -1;
        private int segmentLength = SEGMENT_LENGTH_DEFAULT;
        private int payloadLengthMax = PAYLOAD_LENGTH_MAX_DEFAULT;
        private SyncMode syncMode = SyncMode.SYNC;
        private boolean isVerifyAll;
        private NanoClock nanoClock = SystemNanoClock.INSTANCE;
        private EpochNanoClock epochNanoClock = new OffsetEpochNanoClock();
        private LongSupplier incarnationSource = new SecureRandom()::nextLong;
        private WakeUps wakeUps = WakeUps.NONE;

        /** With the defaults. */
        public Context()
        {
        }

        /**
         * Check the values and open the directory unless a storage was given. Called by {@link MemberStorage#open}.
         *
         * @throws IllegalArgumentException with name, value and allowed range of the first one that is wrong.
         * @throws IllegalStateException    when called again.
         */
        public void conclude()
        {
            if (isConcluded)
            {
                throw new IllegalStateException("the context was concluded before; use one for each open");
            }
            if (memberId < 0)
            {
                throw new IllegalArgumentException("memberId=" + memberId + ": must be set, 0 or more");
            }
            if (segmentLength < SEGMENT_LENGTH_MIN ||
                segmentLength > SEGMENT_LENGTH_MAX ||
                0 != segmentLength % PAGE_LENGTH)
            {
                throw new IllegalArgumentException(
                    "segmentLength=" + segmentLength + ": must be from " + SEGMENT_LENGTH_MIN + " to " +
                    SEGMENT_LENGTH_MAX + " and a multiple of " + PAGE_LENGTH);
            }
            final int payloadLengthLimit = Math.min(
                EntryFrame.PAYLOAD_LENGTH_LIMIT, segmentLength - LogSegment.OVERHEAD_LENGTH - EntryFrame.HEADER_LENGTH);
            if (payloadLengthMax < 0 || payloadLengthMax > payloadLengthLimit)
            {
                throw new IllegalArgumentException(
                    "payloadLengthMax=" + payloadLengthMax + ": must be from 0 to " + payloadLengthLimit +
                    " where segmentLength=" + segmentLength);
            }
            if (null == storage)
            {
                if (null == directory)
                {
                    throw new IllegalArgumentException("directory: must be set");
                }
                storage = FileStorage.open(directory);
            }
            isConcluded = true;
        }

        /**
         * Directory of the member, created when missing.
         *
         * @param value to use.
         * @return this.
         */
        public Context directory(final File value)
        {
            directory = value;
            return this;
        }

        /**
         * Directory of the member, created when missing.
         *
         * @return the directory.
         */
        public File directory()
        {
            return directory;
        }

        /**
         * Files to use instead of those of a directory; closed with the member's storage.
         *
         * @param value to use.
         * @return this.
         */
        public Context storage(final Storage value)
        {
            storage = value;
            return this;
        }

        /**
         * Files to use instead of those of a directory; closed with the member's storage.
         *
         * @return the storage, after {@link #conclude()} never null.
         */
        public Storage storage()
        {
            return storage;
        }

        /**
         * Id of the cluster. Every frame is bound to it by its checksum.
         *
         * @param value to use.
         * @return this.
         */
        public Context clusterId(final long value)
        {
            clusterId = value;
            return this;
        }

        /**
         * Id of the cluster. Every frame is bound to it by its checksum.
         *
         * @return the id.
         */
        public long clusterId()
        {
            return clusterId;
        }

        /**
         * Id of the member in its cluster, 0 or more. Has no default.
         *
         * @param value to use.
         * @return this.
         */
        public Context memberId(final int value)
        {
            memberId = value;
            return this;
        }

        /**
         * Id of the member in its cluster, 0 or more. Has no default.
         *
         * @return the id.
         */
        public int memberId()
        {
            return memberId;
        }

        /**
         * Length of new segments in bytes, from {@link #SEGMENT_LENGTH_MIN} to {@link #SEGMENT_LENGTH_MAX}.
         *
         * @param value to use.
         * @return this.
         */
        public Context segmentLength(final int value)
        {
            segmentLength = value;
            return this;
        }

        /**
         * Length of new segments in bytes, from {@link #SEGMENT_LENGTH_MIN} to {@link #SEGMENT_LENGTH_MAX}.
         *
         * @return length in bytes.
         */
        public int segmentLength()
        {
            return segmentLength;
        }

        /**
         * Longest payload of an entry in bytes; a frame must fit into a segment.
         *
         * @param value to use.
         * @return this.
         */
        public Context payloadLengthMax(final int value)
        {
            payloadLengthMax = value;
            return this;
        }

        /**
         * Longest payload of an entry in bytes; a frame must fit into a segment.
         *
         * @return length in bytes.
         */
        public int payloadLengthMax()
        {
            return payloadLengthMax;
        }

        /**
         * When entries count as durable.
         *
         * @param value to use.
         * @return this.
         */
        public Context syncMode(final SyncMode value)
        {
            syncMode = value;
            return this;
        }

        /**
         * When entries count as durable.
         *
         * @return the mode.
         */
        public SyncMode syncMode()
        {
            return syncMode;
        }

        /**
         * Whether {@link MemberStorage#open} reads and checks the whole log. Otherwise it trusts sealed segments, which
         * are checked in the background and before they are read.
         *
         * @param value to use; false by default.
         * @return this.
         */
        public Context verifyAll(final boolean value)
        {
            isVerifyAll = value;
            return this;
        }

        /**
         * Whether {@link MemberStorage#open} reads and checks the whole log.
         *
         * @return true if so.
         */
        public boolean verifyAll()
        {
            return isVerifyAll;
        }

        /**
         * Clock for the interval at which a full device is tried again.
         *
         * @param value to use.
         * @return this.
         */
        public Context nanoClock(final NanoClock value)
        {
            nanoClock = value;
            return this;
        }

        /**
         * Clock for the interval at which a full device is tried again.
         *
         * @return the clock.
         */
        public NanoClock nanoClock()
        {
            return nanoClock;
        }

        /**
         * Clock for the time at which a directory was created, and at which the member tells readers that it runs.
         *
         * @param value to use.
         * @return this.
         */
        public Context epochNanoClock(final EpochNanoClock value)
        {
            epochNanoClock = value;
            return this;
        }

        /**
         * Clock for the time at which a directory was created, and at which the member tells readers that it runs.
         *
         * @return the clock.
         */
        public EpochNanoClock epochNanoClock()
        {
            return epochNanoClock;
        }

        /**
         * Source of the random incarnation of a new directory.
         *
         * @param value to use.
         * @return this.
         */
        public Context incarnationSource(final LongSupplier value)
        {
            incarnationSource = value;
            return this;
        }

        /**
         * Source of the random incarnation of a new directory.
         *
         * @return the source.
         */
        public LongSupplier incarnationSource()
        {
            return incarnationSource;
        }

        /**
         * Set how the two threads wake each other, so that each may park until there is something to do. They need not
         * be woken: then they find their work when they look for it.
         *
         * @param syncAgent called on the thread of the log whenever it has handed work to the sync agent.
         * @param log       called on the thread of the sync agent whenever it has done what the log may wait for.
         * @return this.
         */
        public Context wakeUps(final Runnable syncAgent, final Runnable log)
        {
            wakeUps = new WakeUps(syncAgent, log);
            return this;
        }

        WakeUps wakeUps()
        {
            return wakeUps;
        }
    }
}
