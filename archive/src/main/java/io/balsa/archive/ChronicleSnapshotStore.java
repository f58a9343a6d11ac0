package io.balsa.archive;

import io.balsa.archive.v1.RecordBytes;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Snapshots in the directories of one directory, their records in Chronicle Map files.
 * <p>
 * A snapshot is written under another name, its files are forced, then its manifest, then its directory; renaming the
 * directory publishes it. It is deleted the other way round, beginning with the name. What a crash leaves under other
 * names is deleted when the store is opened.
 * <p>
 * Chronicle Map takes its locks in the file itself, for reading too. So a published file is never opened: its bytes are
 * copied, checked on the way, and the copy is opened and unlinked.
 */
public final class ChronicleSnapshotStore implements SnapshotStore
{
    /** The flags that the JVM has to be started with, separated by blanks. */
    public static final String REQUIRED_FLAGS = ChronicleRecords.REQUIRED_FLAGS;

    private final Context ctx;
    private final SnapshotFiles files;
    private final SnapshotFiles copies;
    private final SnapshotCatalog catalog;
    private final StoreExchange exchange;
    private long copyCount;
    private boolean isWriting;

    private ChronicleSnapshotStore(final Context ctx, final SnapshotFiles files, final SnapshotFiles copies)
    {
        this.ctx = ctx;
        this.files = files;
        this.copies = copies;
        lock();
        catalog = new SnapshotCatalog(files);
        exchange = new StoreExchange(ctx, files, catalog);
        deleteCopies(files);
        deleteCopies(copies);
    }

    /**
     * Open or create the directory of the snapshots. What a crash has left in it is deleted; nothing is read.
     *
     * @param ctx concluded by this.
     * @return the store.
     * @throws ForeignDirectoryException when something in the directory is not of a store.
     * @throws StorageException          when the directory cannot be used, or is in use.
     * @throws IllegalStateException     when the JVM lacks flags that Chronicle Map needs.
     */
    public static ChronicleSnapshotStore open(final Context ctx)
    {
        ctx.conclude();
        final SnapshotFiles files = DirectoryFiles.open(ctx.directory());
        return open(ctx, files, null == ctx.copyDirectory() ? files : DirectoryFiles.open(ctx.copyDirectory()));
    }

    /** Over other files. */
    static ChronicleSnapshotStore open(final Context ctx, final SnapshotFiles files, final SnapshotFiles copies)
    {
        ChronicleRecords.checkJvm();
        try
        {
            return new ChronicleSnapshotStore(ctx, files, copies);
        }
        catch (final RuntimeException e)
        {
            copies.close();
            files.close();
            throw e;
        }
    }

    /**
     * Pay in advance for what the first use of Chronicle Map costs: it loads a thousand classes and runs the Java
     * compiler, for about a second on an idle machine. To be called before time matters.
     */
    public void warmUp()
    {
        final String name = nextCopy();
        final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
        final RecordBytes key = new RecordBytes().wrap(bytes.addressOffset(), Long.BYTES);
        final RecordBytes value = new RecordBytes();
        try (RecordFile file = new RecordFile(copies.file(name), 1, Long.BYTES, Long.BYTES))
        {
            file.put(key, key);
            file.contains(key);
        }
        try (ChronicleMap<RecordBytes, RecordBytes> map = ChronicleRecords.open(copies.file(name)))
        {
            map.getUsing(key, value);
            map.forEachEntry(entry -> entry.key().getUsing(value));
        }
        copies.delete(name);
    }

    /**
     * The snapshots as bytes: given to other members, and taken from them.
     *
     * @return the exchange, of this store's thread, of no use after the store is closed.
     */
    public SnapshotExchange exchange()
    {
        return exchange;
    }

    @Override
    public List<SnapshotId> snapshots()
    {
        return catalog.published();
    }

    @Override
    public SnapshotWriter begin(
        final SnapshotMetadata metadata, final long recordCountHint, final long recordBytesHint)
    {
        if (isWriting)
        {
            throw new IllegalStateException("another snapshot is being written: close its writer first");
        }
        final String directory = catalog.begin(metadata.id());
        isWriting = true;
        return new ChronicleSnapshotWriter(
            this, files, metadata, new RecordWriter(ctx, files, directory, recordCountHint, recordBytesHint));
    }

    @Override
    public SnapshotReader openNewest()
    {
        final List<SnapshotId> ids = catalog.published();
        final List<String> reasons = new ArrayList<>();
        for (int i = ids.size() - 1; i >= 0; i--)
        {
            try
            {
                final SnapshotReader reader = open(ids.get(i));
                setAside(ids.subList(i + 1, ids.size()), reasons);
                return reader;
            }
            catch (final CorruptStorageException e)
            {
                reasons.add(0, e.getMessage());
            }
        }
        if (!ids.isEmpty())
        {
            throw new CorruptStorageException(
                "no snapshot in " + files.location() + " is whole; the newest: " + reasons.get(reasons.size() - 1));
        }
        return null;
    }

    @Override
    public SnapshotReader open(final SnapshotId id)
    {
        if (!catalog.published().contains(id))
        {
            throw new IllegalArgumentException("no snapshot of " + id + " is published in " + files.location());
        }
        final String directory = SnapshotLayout.published(id);
        final Manifest manifest = Manifest.read(files, directory, id)
            .checkCluster(files.location() + "/" + directory, ctx.clusterId());
        final List<ChronicleMap<RecordBytes, RecordBytes>> maps = new ArrayList<>();
        try
        {
            for (int i = 0; i < manifest.files().size(); i++)
            {
                maps.add(openCopy(directory + "/" + SnapshotLayout.records(i), manifest.files().get(i)));
            }
        }
        catch (final RuntimeException e)
        {
            maps.forEach(ChronicleMap::close);
            throw e;
        }
        return new ChronicleSnapshotReader(manifest, maps);
    }

    @Override
    public void close()
    {
        if (copies != files)
        {
            copies.close();
        }
        files.close();
    }

    long clusterId()
    {
        return ctx.clusterId();
    }

    /** The exchange with what no other member may ask of it. */
    StoreExchange ownExchange()
    {
        return exchange;
    }

    /** Called by the writer when everything in its directory is durable. */
    boolean publish(final SnapshotId id)
    {
        if (!catalog.publish(id))
        {
            return false;
        }
        catalog.retire(ctx.retainedCount());
        return true;
    }

    void onWriterClosed(final SnapshotId id)
    {
        isWriting = false;
        catalog.abandon(id);
    }

    private void lock()
    {
        SnapshotCatalog.checkNames(files);
        files.lock(SnapshotLayout.LOCK);
        if (copies != files)
        {
            for (final String name : copies.list(SnapshotFiles.ROOT))
            {
                if (!SnapshotLayout.LOCK.equals(name) && !SnapshotLayout.isReading(name))
                {
                    throw SnapshotCatalog.foreign(copies.location(), name);
                }
            }
            copies.lock(SnapshotLayout.LOCK);
        }
    }

    private static void deleteCopies(final SnapshotFiles from)
    {
        for (final String name : from.list(SnapshotFiles.ROOT))
        {
            if (SnapshotLayout.isReading(name))
            {
                from.delete(name);
            }
        }
    }

    private void setAside(final List<SnapshotId> ids, final List<String> reasons)
    {
        for (int i = 0; i < ids.size(); i++)
        {
            catalog.setAside(ids.get(i));
            ctx.damageListener().onDamaged(ids.get(i), reasons.get(i));
        }
    }

    private ChronicleMap<RecordBytes, RecordBytes> openCopy(
        final String path, final Manifest.RecordFileEntry expected)
    {
        final String name = nextCopy();
        final File copy = copies.file(name);
        try
        {
            final FileSum found = files.copy(path, expected.sum().length(), copy);
            if (!found.equals(expected.sum()))
            {
                throw new CorruptStorageException(
                    files.location() + "/" + path + " is damaged: it has not " + expected.sum().length() +
                    " bytes or its checksum does not hold; restore or delete the snapshot");
            }
            final ChronicleMap<RecordBytes, RecordBytes> map = ChronicleRecords.open(copy);
            final long recordCount = map.longSize();
            if (recordCount != expected.recordCount())
            {
                map.close();
                throw new CorruptStorageException(
                    files.location() + "/" + path + " has " + recordCount + " records instead of " +
                    expected.recordCount() + "; restore or delete the snapshot");
            }
            return map;
        }
        finally
        {
            if (copy.exists())
            {
                copies.delete(name);
            }
        }
    }

    private String nextCopy()
    {
        return SnapshotLayout.reading(++copyCount);
    }

    /** Configuration. Set what differs from the defaults; concluded by {@link ChronicleSnapshotStore#open}. */
    public static final class Context
    {
        /** Fewest snapshots that may be kept: one may turn out to be damaged. */
        public static final int RETAINED_COUNT_MIN = 2;

        /** Most snapshots that may be kept. */
        public static final int RETAINED_COUNT_MAX = 1000;

        /** Smallest limit of a file of records in bytes. */
        public static final long FILE_LENGTH_MIN = 64 * 1024;

        /** Largest limit of a file of records in bytes. */
        public static final long FILE_LENGTH_MAX = 1L << 40;

        /** Limit of a file of records in bytes where nothing else is configured. */
        public static final long FILE_LENGTH_MAX_DEFAULT = 1L << 30;

        /** Largest limit of the records of a file. */
        public static final long FILE_RECORDS_MAX = 1L << 32;

        /** Limit of the records of a file where nothing else is configured. */
        public static final long FILE_RECORDS_MAX_DEFAULT = 1L << 26;

        private boolean isConcluded;
        private File directory;
        private File copyDirectory;
        private long clusterId;
        private int retainedCount = RETAINED_COUNT_MIN;
        private long fileLengthMax = FILE_LENGTH_MAX_DEFAULT;
        private long fileRecordsMax = FILE_RECORDS_MAX_DEFAULT;
        private int filesMax = Manifest.FILES_MAX;
        private DamageListener damageListener;

        /** With the defaults. */
        public Context()
        {
        }

        /**
         * Check the values. Called by {@link ChronicleSnapshotStore#open}.
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
            checkSet("directory", directory);
            checkSet("damageListener", damageListener);
            checkRange("retainedCount", retainedCount, RETAINED_COUNT_MIN, RETAINED_COUNT_MAX);
            checkRange("fileLengthMax", fileLengthMax, FILE_LENGTH_MIN, FILE_LENGTH_MAX);
            checkRange("fileRecordsMax", fileRecordsMax, 1, FILE_RECORDS_MAX);
            checkRange("filesMax", filesMax, 1, Manifest.FILES_MAX);
            isConcluded = true;
        }

        private static void checkSet(final String name, final Object value)
        {
            if (null == value)
            {
                throw new IllegalArgumentException(name + ": must be set");
            }
        }

        private static void checkRange(final String name, final long value, final long min, final long max)
        {
            if (value < min || value > max)
            {
                throw new IllegalArgumentException(name + "=" + value + ": must be from " + min + " to " + max);
            }
        }

        /**
         * Directory of the snapshots, created when missing. Has no default.
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
         * Directory of the snapshots, created when missing.
         *
         * @return the directory.
         */
        public File directory()
        {
            return directory;
        }

        /**
         * Directory for the copies that readers open, created when missing and of this store alone. A copy is as long
         * as its snapshot and nameless, so that its room is free again with the end of the reader or of the process.
         * Without it that is the directory of the snapshots; one in memory lets a member start whose device is full.
         *
         * @param value to use.
         * @return this.
         */
        public Context copyDirectory(final File value)
        {
            copyDirectory = value;
            return this;
        }

        /**
         * Directory for the copies that readers open.
         *
         * @return the directory, null for that of the snapshots.
         */
        public File copyDirectory()
        {
            return copyDirectory;
        }

        /**
         * Id of the cluster. Snapshots of another one are refused.
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
         * Id of the cluster.
         *
         * @return the id.
         */
        public long clusterId()
        {
            return clusterId;
        }

        /**
         * How many snapshots are kept, from {@link #RETAINED_COUNT_MIN} to {@link #RETAINED_COUNT_MAX}.
         *
         * @param value to use.
         * @return this.
         */
        public Context retainedCount(final int value)
        {
            retainedCount = value;
            return this;
        }

        /**
         * How many snapshots are kept.
         *
         * @return the number.
         */
        public int retainedCount()
        {
            return retainedCount;
        }

        /**
         * For how many bytes of records, their overhead included, a file is made at most, from {@link #FILE_LENGTH_MIN}
         * to {@link #FILE_LENGTH_MAX}. The file is longer by what Chronicle Map keeps in reserve, and a record that is
         * longer has a file of its own.
         *
         * @param value to use.
         * @return this.
         */
        public Context fileLengthMax(final long value)
        {
            fileLengthMax = value;
            return this;
        }

        /**
         * For how many bytes of records a file is made at most.
         *
         * @return length in bytes.
         */
        public long fileLengthMax()
        {
            return fileLengthMax;
        }

        /**
         * How many records a file takes at most, from 1 to {@link #FILE_RECORDS_MAX}.
         *
         * @param value to use.
         * @return this.
         */
        public Context fileRecordsMax(final long value)
        {
            fileRecordsMax = value;
            return this;
        }

        /**
         * How many records a file takes at most.
         *
         * @return the number.
         */
        public long fileRecordsMax()
        {
            return fileRecordsMax;
        }

        /**
         * How many files of records a snapshot may have, from 1 to 4096, the default. More refuses the snapshot.
         *
         * @param value to use.
         * @return this.
         */
        public Context filesMax(final int value)
        {
            filesMax = value;
            return this;
        }

        /**
         * How many files of records a snapshot may have.
         *
         * @return the number.
         */
        public int filesMax()
        {
            return filesMax;
        }

        /**
         * Who is told of damaged snapshots. Has no default.
         *
         * @param value to use.
         * @return this.
         */
        public Context damageListener(final DamageListener value)
        {
            damageListener = value;
            return this;
        }

        /**
         * Who is told of damaged snapshots.
         *
         * @return the listener.
         */
        public DamageListener damageListener()
        {
            return damageListener;
        }
    }
}
