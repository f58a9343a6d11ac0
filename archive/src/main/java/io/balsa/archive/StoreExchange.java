package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.consensus.port.SnapshotSource;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;

import java.util.List;

/** Gives the files of published snapshots away, and takes those of others. */
final class StoreExchange implements SnapshotExchange
{
    private final ChronicleSnapshotStore.Context ctx;
    private final SnapshotFiles files;
    private final SnapshotCatalog catalog;

    StoreExchange(
        final ChronicleSnapshotStore.Context ctx, final SnapshotFiles files, final SnapshotCatalog catalog)
    {
        this.ctx = ctx;
        this.files = files;
        this.catalog = catalog;
    }

    @Override
    public long newestIndex()
    {
        return catalog.newestIndex();
    }

    @Override
    public long oldestIndex()
    {
        return catalog.oldestIndex();
    }

    /** One whose manifest does not hold is passed over: who reads it sets it aside. */
    @Override
    public SnapshotContent newest()
    {
        final List<SnapshotId> ids = catalog.published();
        SnapshotContent newest = null;
        for (int i = ids.size() - 1; i >= 0 && null == newest; i--)
        {
            newest = readable(ids.get(i));
        }
        return newest;
    }

    private SnapshotContent readable(final SnapshotId id)
    {
        try
        {
            return content(id, manifest(id));
        }
        catch (final StorageException e)
        {
            return null;
        }
    }

    /** Reads all of it: what is damaged is set aside here, rather than fetched by others in vain again and again. */
    @Override
    public SnapshotSource source(final SnapshotId id, final long checksum)
    {
        if (!catalog.published().contains(id))
        {
            return null;
        }
        try
        {
            final Manifest manifest = manifest(id);
            final SnapshotContent content = content(id, manifest);
            if (content.checksum() != checksum)
            {
                return null;
            }
            check(id, manifest);
            return StoredSource.open(files, SnapshotLayout.published(id), content, manifest);
        }
        catch (final CorruptStorageException e)
        {
            setAside(id, e);
            return null;
        }
    }

    /** Read all of a published snapshot; where it is damaged it counts no more. */
    void setAsideIfDamaged(final SnapshotId id)
    {
        try
        {
            check(id, manifest(id));
        }
        catch (final CorruptStorageException e)
        {
            setAside(id, e);
        }
    }

    private void setAside(final SnapshotId id, final CorruptStorageException reason)
    {
        catalog.setAside(id);
        ctx.damageListener().onDamaged(id, reason.getMessage());
    }

    private void check(final SnapshotId id, final Manifest manifest)
    {
        for (int i = 0; i < manifest.files().size(); i++)
        {
            final String path = SnapshotLayout.published(id) + "/" + SnapshotLayout.records(i);
            if (!files.sum(path).equals(manifest.files().get(i).sum()))
            {
                throw new CorruptStorageException(files.location() + "/" + path +
                    " is damaged: its length or its checksum does not hold; restore or delete the snapshot");
            }
        }
    }

    @Override
    public SnapshotReceiver receive(final SnapshotContent content)
    {
        if (!content.isPossible())
        {
            throw new IllegalArgumentException("there can be no snapshot " + content);
        }
        if (catalog.isLate(content.id()))
        {
            catalog.discardReceivedBut(null);
            return null;
        }
        return new StoredReceiver(this, files, catalog.receive(content.id()), content);
    }

    Manifest manifest(final SnapshotId id)
    {
        return manifest(SnapshotLayout.published(id), id);
    }

    /** Of a snapshot that is not published yet. */
    Manifest received(final SnapshotId id)
    {
        return manifest(SnapshotLayout.receiving(id), id);
    }

    private Manifest manifest(final String directory, final SnapshotId id)
    {
        return Manifest.read(files, directory, id).checkCluster(files.location() + "/" + directory, ctx.clusterId());
    }

    private SnapshotContent content(final SnapshotId id, final Manifest manifest)
    {
        final FileSum sum = files.sum(SnapshotLayout.published(id) + "/" + SnapshotLayout.MANIFEST);
        return new SnapshotContent(
            id, sum.checksum(), (int)sum.length(), sum.length() + manifest.filesLength());
    }

    boolean publish(final SnapshotId id)
    {
        if (!catalog.publishReceived(id))
        {
            discard();
            return false;
        }
        catalog.retire(ctx.retainedCount());
        return true;
    }

    void discard()
    {
        catalog.discardReceivedBut(null);
    }
}
