package io.balsa.consensus.port;

import org.agrona.MutableDirectBuffer;

/**
 * The bytes of one published snapshot, for who gives it to others. The snapshot may be retired meanwhile. On the
 * store's thread.
 */
public interface SnapshotSource extends AutoCloseable
{
    /**
     * Which snapshot.
     *
     * @return its name.
     */
    SnapshotContent content();

    /**
     * Read bytes. They have not been looked at: who takes the snapshot checks the whole.
     *
     * @param position     of the first byte, from 0 on.
     * @param target       to write to.
     * @param targetOffset in bytes.
     * @param length       wanted in bytes, 1 or more.
     * @return bytes read, at least 1; fewer than wanted at the end of a file.
     * @throws RuntimeException of one line when they cannot be read.
     */
    int read(long position, MutableDirectBuffer target, int targetOffset, int length);

    /** Release what is held. */
    @Override
    void close();
}
