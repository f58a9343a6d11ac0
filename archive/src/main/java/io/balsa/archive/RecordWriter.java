package io.balsa.archive;

import io.balsa.archive.v1.RecordBytes;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * Spreads the records of a snapshot over as many map files as it takes. All of them stay open until the end, so that a
 * key that comes twice is noticed.
 */
final class RecordWriter implements AutoCloseable
{
    private final ChronicleSnapshotStore.Context ctx;
    private final SnapshotFiles storage;
    private final String directory;
    private final List<RecordFile> files = new ArrayList<>();
    private final SizeClass[] classes = new SizeClass[SizeClass.COUNT];
    private final OffHeapBytes offHeapKey = new OffHeapBytes();
    private final OffHeapBytes offHeapValue = new OffHeapBytes();
    private final RecordBytes keyBytes = offHeapKey.bytes();
    private final RecordBytes valueBytes = offHeapValue.bytes();
    private final long recordCountHint;
    private final double recordLengthHint;

    RecordWriter(
        final ChronicleSnapshotStore.Context ctx,
        final SnapshotFiles storage,
        final String directory,
        final long recordCountHint,
        final long recordBytesHint)
    {
        this.ctx = ctx;
        this.storage = storage;
        this.directory = directory;
        this.recordCountHint = recordCountHint;
        recordLengthHint = (double)recordBytesHint / Math.max(1, recordCountHint);
        for (int i = 0; i < classes.length; i++)
        {
            classes[i] = new SizeClass();
        }
    }

    void put(
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength,
        final DirectBuffer value,
        final int valueOffset,
        final int valueLength)
    {
        checkLength("key", keyLength, 1, SnapshotWriter.KEY_LENGTH_MAX);
        checkLength("value", valueLength, 0, SnapshotWriter.VALUE_LENGTH_MAX);
        offHeapKey.wrap(key, keyOffset, keyLength);
        offHeapValue.wrap(value, valueOffset, valueLength);
        final SizeClass sizeClass = classes[SizeClass.of((long)keyLength + valueLength)];
        checkNew(sizeClass.file());
        if (!store(sizeClass))
        {
            addFile(sizeClass, plan(sizeClass));
            if (!store(sizeClass))
            {
                addFile(sizeClass, SizeClass.planFor(keyLength, valueLength, 1));
                if (!store(sizeClass))
                {
                    throw new IllegalStateException(
                        "a record of " + keyLength + " and " + valueLength + " bytes has no room in a file of its own");
                }
            }
        }
        sizeClass.onStored(keyLength, valueLength);
    }

    /** Close the files, make them durable and tell what is in them. */
    List<Manifest.RecordFileEntry> finish()
    {
        close();
        final List<Manifest.RecordFileEntry> entries = new ArrayList<>();
        for (int i = 0; i < files.size(); i++)
        {
            final String path = path(i);
            storage.force(path);
            entries.add(new Manifest.RecordFileEntry(files.get(i).recordCount(), storage.sum(path)));
        }
        return entries;
    }

    @Override
    public void close()
    {
        for (int i = 0; i < files.size(); i++)
        {
            files.get(i).close();
        }
    }

    private SizeClass.FilePlan plan(final SizeClass sizeClass)
    {
        return files.isEmpty() && recordCountHint > 0 && recordLengthHint > 0 ?
            SizeClass.planHinted(
                recordCountHint,
                recordLengthHint,
                keyBytes.length(),
                ctx.fileLengthMax(),
                ctx.fileRecordsMax()) :
            sizeClass.plan(keyBytes.length(), valueBytes.length(), ctx.fileLengthMax(), ctx.fileRecordsMax());
    }

    private void addFile(final SizeClass sizeClass, final SizeClass.FilePlan plan)
    {
        if (files.size() == ctx.filesMax())
        {
            throw new IllegalStateException(
                "a snapshot has at most " + ctx.filesMax() + " files of records: filesMax, fileLengthMax=" +
                ctx.fileLengthMax() + " or fileRecordsMax=" + ctx.fileRecordsMax() + " must be more");
        }
        final RecordFile file = new RecordFile(
            storage.file(path(files.size())), plan.records(), plan.keyLengthMean(), plan.valueLengthMean());
        files.add(file);
        sizeClass.file(file);
    }

    private boolean store(final SizeClass sizeClass)
    {
        if (null == sizeClass.file())
        {
            return false;
        }
        final RecordFile.Outcome outcome = sizeClass.file().put(keyBytes, valueBytes);
        if (RecordFile.Outcome.PRESENT == outcome)
        {
            throw writtenBefore();
        }
        return RecordFile.Outcome.STORED == outcome;
    }

    /** The file that is written next finds out by itself. */
    private void checkNew(final RecordFile next)
    {
        for (int i = 0; i < files.size(); i++)
        {
            final RecordFile file = files.get(i);
            if (file != next && file.contains(keyBytes))
            {
                throw writtenBefore();
            }
        }
    }

    private IllegalArgumentException writtenBefore()
    {
        return new IllegalArgumentException(
            "a key of " + keyBytes.length() + " bytes was written before: each key is written once");
    }

    private String path(final int number)
    {
        return directory + "/" + SnapshotLayout.records(number);
    }

    static void checkLength(final String what, final int length, final int min, final int max)
    {
        if (length < min || length > max)
        {
            throw new IllegalArgumentException(
                "a " + what + " of " + length + " bytes is not allowed: from " + min + " to " + max);
        }
    }
}
