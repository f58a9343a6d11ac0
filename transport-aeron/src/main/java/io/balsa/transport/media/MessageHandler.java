package io.balsa.transport.media;

import org.agrona.DirectBuffer;

/**
 * Takes whole messages of one image.
 */
public interface MessageHandler
{
    /**
     * A message arrived.
     *
     * @param buffer borrowed for the call.
     * @param offset of the message in bytes.
     * @param length of the message in bytes.
     * @return false to be given the same message again by a later poll; the image waits until then.
     */
    boolean onMessage(DirectBuffer buffer, int offset, int length);

    /**
     * A message was longer than the limit and all but its head is gone.
     *
     * @param buffer borrowed for the call.
     * @param offset of the head in bytes.
     * @param length of the head in bytes.
     * @return false to be given the same head again by a later poll.
     */
    boolean onOverlongMessage(DirectBuffer buffer, int offset, int length);
}
