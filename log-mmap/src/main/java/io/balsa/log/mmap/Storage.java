package io.balsa.log.mmap;

/**
 * The files of one directory: all that the log needs of a file system. File names are plain names without separators.
 * <p>
 * Changes of names ({@link #create}, {@link #rename}, {@link #delete}) survive power loss only after
 * {@link #syncDirectory()}, content only after {@link StorageFile#force()}.
 * <p>
 * Every failure is a {@link StorageException} that names file and reason. Threads: any, but one at a time for a name.
 */
public interface Storage extends AutoCloseable
{
    /**
     * Where the files are, for messages.
     *
     * @return path or other description.
     */
    String location();

    /**
     * Names of all entries of the directory.
     *
     * @return names in ascending order.
     */
    String[] list();

    /**
     * Create an empty file; one of the same name loses its content.
     *
     * @param name of the file.
     * @return the file, not mapped.
     */
    StorageFile create(String name);

    /**
     * Open and map a file as a whole; only for reading where the storage is read-only.
     *
     * @param name of the file.
     * @return the file, mapped.
     */
    StorageFile open(String name);

    /**
     * Rename a file, replacing one of the new name.
     *
     * @param from present name.
     * @param to   new name.
     */
    void rename(String from, String to);

    /**
     * Delete a file. It may still be open and mapped.
     *
     * @param name of the file.
     */
    void delete(String name);

    /** Make all changes of names durable. */
    void syncDirectory();

    /**
     * Lock the directory until {@link #close()}: exclusively, or shared among readers where the storage is read-only.
     *
     * @param name of the file that carries the lock; created when missing unless the storage is read-only.
     */
    void lock(String name);

    /** Release the lock. Files are closed by those who opened them. */
    @Override
    void close();
}
