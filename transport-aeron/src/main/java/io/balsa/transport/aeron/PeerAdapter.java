package io.balsa.transport.aeron;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.transport.wire.PeerMessageDecoder;
import org.agrona.DirectBuffer;

/**
 * Takes the fragments of other members. Entries that cannot be taken now hold up the image they came on and nothing
 * else.
 */
final class PeerAdapter implements ControlledFragmentHandler
{
    private final PeerMessageDecoder decoder;
    private PeerHandler handler;

    PeerAdapter(final PeerMessageDecoder decoder)
    {
        this.decoder = decoder;
    }

    void handler(final PeerHandler handler)
    {
        this.handler = handler;
    }

    @Override
    public Action onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        return decoder.onMessage(handler, buffer, offset, length) ? Action.CONTINUE : Action.ABORT;
    }
}
