package io.balsa.log.mmap;

import java.util.Arrays;
import java.util.List;

/**
 * Whose directory it is, and where in it the log is kept.
 */
final class MemberDirectory
{
    private MemberDirectory()
    {
    }

    /** Refuse a directory that holds a file that is not of a member. */
    static void checkNames(final Storage storage)
    {
        for (final String name : storage.list())
        {
            if (!LogLayout.isKnown(name))
            {
                throw new ForeignDirectoryException(
                    "directory " + storage.location() + " holds " + name +
                    ", which is not of a member; give the member a directory of its own");
            }
        }
    }

    /** The directory itself, or memory: then a mark that is durable before the identity tells that there is no log. */
    static Storage openLogStorage(final MemberStorage.Context ctx, final Storage directory)
    {
        final List<String> names = Arrays.asList(directory.list());
        final boolean isMarked = names.contains(LogLayout.MEMORY);
        if (names.contains(LogLayout.IDENTITY))
        {
            if (isMarked)
            {
                throw new StorageException(
                    "directory " + directory.location() +
                    " is of a member whose log and vote were in memory and are lost; start a new member elsewhere");
            }
            if (SyncMode.MEMORY == ctx.syncMode())
            {
                throw new ForeignDirectoryException(
                    "directory " + directory.location() +
                    " holds a log on disk; syncMode=MEMORY needs an empty directory");
            }
        }
        if (SyncMode.MEMORY == ctx.syncMode())
        {
            directory.create(LogLayout.MEMORY).close();
            directory.syncDirectory();
            return new MemoryStorage(directory);
        }
        if (isMarked)
        {
            directory.delete(LogLayout.MEMORY);
            directory.syncDirectory();
        }
        return directory;
    }

    /** Whose directory it is: the member that is configured, or nobody's yet. */
    static Identity openIdentity(final MemberStorage.Context ctx, final Storage directory)
    {
        final List<String> names = Arrays.asList(directory.list());
        if (!names.contains(LogLayout.IDENTITY))
        {
            for (final String name : names)
            {
                if (!LogLayout.LOCK.equals(name) &&
                    !LogLayout.MEMORY.equals(name) &&
                    !LogLayout.IDENTITY_TMP.equals(name))
                {
                    throw new CorruptStorageException(
                        "directory " + directory.location() + " holds " + name + " but no " + LogLayout.IDENTITY +
                        "; restore it");
                }
            }
            final Identity created = new Identity(
                ctx.clusterId(), ctx.memberId(), ctx.incarnationSource().getAsLong(), ctx.epochNanoClock().nanoTime());
            IdentityFile.create(directory, created);
            return created;
        }
        final Identity found = IdentityFile.readOrDerive(directory);
        if (found.clusterId() != ctx.clusterId() || found.memberId() != ctx.memberId())
        {
            throw new ForeignDirectoryException(
                "directory " + directory.location() + " belongs to cluster " + found.clusterId() + " member " +
                found.memberId() + ", not to cluster " + ctx.clusterId() + " member " + ctx.memberId() +
                "; check the path");
        }
        if (null == IdentityFile.read(directory))
        {
            IdentityFile.create(directory, found);
        }
        return found;
    }
}
