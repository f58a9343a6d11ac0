package io.balsa.consensus.port;

import org.agrona.DirectBuffer;

/**
 * Puts a snapshot together that another member gives, in order, and lets it count when all of it holds. What has been
 * taken stays when this is closed, and whoever takes the same snapshot later goes on there. On the store's thread.
 */
public interface SnapshotReceiver extends AutoCloseable
{
    /**
     * Which snapshot.
     *
     * @return its name.
     */
    SnapshotContent content();

    /**
     * How much there is.
     *
     * @return bytes; the length of the content when nothing is missing.
     */
    long position();

    /**
     * Take the bytes that follow what there is.
     *
     * @param bytes  borrowed for the call.
     * @param offset of the bytes.
     * @param length of the bytes.
     * @return false, and nothing of the snapshot is left, when they cannot be of this snapshot.
     * @throws RuntimeException of one line when they cannot be written; a full device is one of the reasons.
     */
    boolean append(DirectBuffer bytes, int offset, int length);

    /**
     * Check the whole against its manifest, make it durable and let it count. To be called when nothing is missing.
     *
     * @return false when it does not hold, and then nothing of it is left; or when one of the same or a later index
     * counts by now.
     */
    boolean publish();

    /** Release what is held. */
    @Override
    void close();
}
