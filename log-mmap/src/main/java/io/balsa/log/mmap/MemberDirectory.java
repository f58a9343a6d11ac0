package io.balsa.log.mmap;

import java.util.Arrays;
import java.util.List;

/**
 * What a directory holds, and whether the log of its member is kept in it or in memory.
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
}
