package io.balsa.archive;

import io.balsa.archive.v1.RecordAccess;
import io.balsa.archive.v1.RecordBytes;
import io.balsa.archive.v1.RecordReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DiskFullException;
import io.balsa.log.mmap.StorageException;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.noop.NoOpPosixAPI;

import java.io.File;
import java.io.IOException;

/** How the files of Chronicle Map are made and opened. */
final class ChronicleRecords
{
    /** The flags that Chronicle Map needs from the JVM. */
    static final String REQUIRED_FLAGS =
        "--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED " +
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED " +
        "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED";

    static
    {
        // The library that would report is not here; this keeps it silent where a user's own dependencies bring it.
        System.setProperty("chronicle.analytics.disable", "true");
    }

    private ChronicleRecords()
    {
    }

    /** Check the JVM before Chronicle Map meets it: what it would say then does not name the cure. */
    static void checkJvm()
    {
        final Module base = Object.class.getModule();
        final Module user = ChronicleRecords.class.getModule();
        if (!base.isOpen("java.lang", user) ||
            !base.isOpen("java.lang.reflect", user) ||
            !base.isOpen("sun.nio.ch", user) ||
            !isCompilerExported(user))
        {
            throw new IllegalStateException(
                "snapshots need a JDK and the JVM flags " + REQUIRED_FLAGS +
                ": add those that are missing to the java command line or to JDK_JAVA_OPTIONS");
        }
    }

    /**
     * Check that files get real blocks: without native calls they would be sparse, and a full device would be noticed
     * by losing data.
     */
    static void checkNativeCalls(final PosixAPI posix)
    {
        if (posix instanceof NoOpPosixAPI)
        {
            throw new StorageException(
                "native calls are not possible: a library could not be loaded from java.io.tmpdir=" +
                System.getProperty("java.io.tmpdir") + "; set it to a directory that is not mounted noexec");
        }
    }

    /**
     * Create a file of which every block is there.
     *
     * @throws DiskFullException when the device has no room.
     */
    static ChronicleMap<RecordBytes, RecordBytes> create(
        final File file, final long entries, final double keyLengthMean, final double valueLengthMean)
    {
        checkNativeCalls(PosixAPI.posix());
        try
        {
            return builder()
                .entries(entries)
                .averageKeySize(keyLengthMean)
                .averageValueSize(valueLengthMean)
                .createPersistedTo(file);
        }
        catch (final IOException e)
        {
            throw failure("create", file, e);
        }
    }

    /** Open a file that was checked to be as it was written. */
    static ChronicleMap<RecordBytes, RecordBytes> open(final File file)
    {
        try
        {
            return builder().entries(1).averageKeySize(1).averageValueSize(1).createPersistedTo(file);
        }
        catch (final IOException e)
        {
            throw failure("open", file, e);
        }
    }

    /** For a failure that Chronicle Map tells of, in whatever way. */
    static StorageException failure(final String action, final File file, final Throwable cause)
    {
        for (Throwable c = cause; null != c; c = c.getCause())
        {
            if (c instanceof final IOException io)
            {
                return StorageException.reason(io).contains("Not enough space to fallocate") ?
                    new DiskFullException(
                        "cannot " + action + " " + file + ": " + io.getMessage() + "; free some space", io) :
                    StorageException.of(action, file.toPath(), io);
            }
        }
        return new CorruptStorageException("cannot " + action + " " + file + ": " + cause);
    }

    private static boolean isCompilerExported(final Module user)
    {
        return ModuleLayer.boot().findModule("jdk.compiler")
            .map(compiler -> compiler.isExported("com.sun.tools.javac.file", user))
            .orElse(false);
    }

    private static ChronicleMapBuilder<RecordBytes, RecordBytes> builder()
    {
        return ChronicleMapBuilder.of(RecordBytes.class, RecordBytes.class)
            .keyReaderAndDataAccess(new RecordReader(), new RecordAccess())
            .valueReaderAndDataAccess(new RecordReader(), new RecordAccess())
            .checksumEntries(false)
            .skipCloseOnExitHook(true);
    }
}
