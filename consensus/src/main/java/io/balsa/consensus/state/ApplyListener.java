package io.balsa.consensus.state;

import io.balsa.consensus.session.CachedReply;
import io.balsa.consensus.session.Session;

/** Is told what was applied, on the thread of the {@link ReplicatedState}. */
public interface ApplyListener
{
    /** Does nothing. */
    ApplyListener NONE = new ApplyListener()
    {
    };

    /**
     * The service has done its work on a command; {@link #onApplied} comes next.
     *
     * @param index of the command.
     */
    default void onExecuted(final long index)
    {
    }

    /**
     * A command was applied, now or before.
     *
     * @param session it belongs to.
     * @param reply   the first one to it.
     */
    default void onApplied(final Session session, final CachedReply reply)
    {
    }

    /**
     * A command was not applied and never will be.
     *
     * @param session  it belongs to.
     * @param sequence of the command.
     */
    default void onNotApplied(final Session session, final long sequence)
    {
    }

    /**
     * A session was opened.
     *
     * @param session   that was opened; null when there were too many.
     * @param clientKey of the client.
     */
    default void onSessionOpened(final Session session, final long clientKey)
    {
    }

    /**
     * A session was closed.
     *
     * @param sessionId of the session.
     */
    default void onSessionClosed(final long sessionId)
    {
    }
}
