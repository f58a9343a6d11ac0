package io.balsa.transport.media;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;

/**
 * Errors of an Aeron client. The newest is held back until it is known whether the client has come to its end by it:
 * then it is the reason, and otherwise it goes where such errors go. One thread.
 */
final class ConductorErrors implements ErrorHandler
{
    private final ErrorHandler next;
    private Throwable held;

    ConductorErrors(final ErrorHandler next)
    {
        this.next = next;
    }

    @Override
    public void onError(final Throwable error)
    {
        // This one says that the client has ended and not why: the one before does.
        if (!(error instanceof AgentTerminationException))
        {
            passOn();
            held = error;
        }
    }

    /** The newest error, or null. */
    Throwable held()
    {
        return held;
    }

    void passOn()
    {
        if (held != null)
        {
            next.onError(held);
            held = null;
        }
    }
}
