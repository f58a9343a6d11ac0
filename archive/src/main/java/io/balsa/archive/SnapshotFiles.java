package io.balsa.archive;

import org.agrona.DirectBuffer;

import java.io.File;
import java.nio.channels.SeekableByteChannel;

/**
 * A directory with directories of files: all that the store needs of a file system, besides what Chronicle Map does to
 * its own file. Paths are relative to the directory, {@code name} or {@code directory/name}.
 * <p>
 * Changes of names survive power loss only after {@link #syncDirectory} of the directory they are in, content only
 * after {@link #force}. Every failure is a {@code StorageException} that names file and reason.
 */
interface SnapshotFiles extends AutoCloseable
{
    /** The directory itself. */
    String ROOT = "";

    /** Where the files are, for messages. */
    String location();

    /** Names in a directory, in ascending order. */
    String[] list(String path);

    void createDirectory(String path);

    void rename(String from, String to);

    /** Delete a file or an empty directory. */
    void delete(String path);

    void syncDirectory(String path);

    /** Lock the directory until {@link #close()}, with a file that is created when missing. */
    void lock(String path);

    /** For Chronicle Map, which opens files by itself. */
    File file(String path);

    /** Make the content of a file durable. */
    void force(String path);

    /** Write a whole file. Nothing is durable by it. */
    void write(String path, DirectBuffer content);

    /**
     * Read a whole file.
     *
     * @throws io.balsa.log.mmap.CorruptStorageException when it is missing, longer than that or cannot be read.
     */
    DirectBuffer read(String path, int lengthMax);

    /**
     * Read a whole file for its length and checksum.
     *
     * @throws io.balsa.log.mmap.CorruptStorageException when it is missing or cannot be read.
     */
    FileSum sum(String path);

    /**
     * Copy a file to another place, with length and checksum of what was copied. It ends early where the file is longer
     * than that, and then the length says so.
     *
     * @throws io.balsa.log.mmap.CorruptStorageException when it is missing or cannot be read.
     */
    FileSum copy(String path, long lengthMax, File target);

    /**
     * Open a file to read parts of it, also when it is deleted meanwhile.
     *
     * @throws io.balsa.log.mmap.CorruptStorageException when it is missing.
     */
    SeekableByteChannel open(String path);

    /** Open a file to add to its end, created when missing. */
    SeekableByteChannel openToAppend(String path);

    /** Length of a file in bytes; 0 where it is missing. */
    long length(String path);

    /** Release the lock. */
    @Override
    void close();
}
