package io.balsa.simulation.network;

import org.agrona.DirectBuffer;

/**
 * Sees every message: for checkers, traces and the hash of a run. Buffers are borrowed for the call.
 */
public interface NetworkObserver
{
    /** Looks away. */
    NetworkObserver NONE = new NetworkObserver()
    {
    };

    /**
     * A message has left its sender, undamaged. It may still be lost.
     *
     * @param from   node that sent it.
     * @param to     node that it is for.
     * @param stream it was sent on.
     * @param buffer that holds it.
     * @param offset of the message in bytes.
     * @param length of the message in bytes.
     */
    default void onSend(
        final int from,
        final int to,
        final LinkStream stream,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
    }

    /**
     * A message is about to be given to its receiver, as it arrived. Told once, also where the receiver asks for it
     * again later.
     *
     * @param from   node that sent it.
     * @param to     node that receives it.
     * @param stream it was sent on.
     * @param buffer that holds it.
     * @param offset of the message in bytes.
     * @param length of the message in bytes.
     */
    default void onDeliver(
        final int from,
        final int to,
        final LinkStream stream,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
    }

    /**
     * The network did something to a message or to a send.
     *
     * @param fault  what it did.
     * @param from   node that sends.
     * @param to     node that receives.
     * @param stream of the link.
     */
    default void onFault(final NetworkFault fault, final int from, final int to, final LinkStream stream)
    {
    }
}
