package io.balsa.client;

import org.agrona.DirectBuffer;

/**
 * Told what happens to a client, on the thread that polls it. May offer commands; may not close the client.
 */
public interface ClientListener
{
    /**
     * The outcome of a command. Called exactly once for each accepted offer; not always in order of offers.
     *
     * @param correlationId that the offer returned.
     * @param outcome       of the command.
     * @param index         of the command in the log, where it was applied, or 0.
     * @param result        borrowed for the call.
     * @param offset        of the result in bytes.
     * @param length        of the result in bytes; 0 where there is none.
     */
    void onReply(long correlationId, Outcome outcome, long index, DirectBuffer result, int offset, int length);

    /**
     * A command has no outcome within {@link ClientContext#commandTimeoutNs()}. Called just before {@link #onReply}
     * ends it as {@link Outcome#INDETERMINATE} or {@link Outcome#NOT_APPLIED}; for logs.
     *
     * @param correlationId that the offer returned.
     * @param reason        whether the command was sent, and who the leader is or why there is none; one line.
     */
    default void onTimeout(final long correlationId, final String reason)
    {
    }

    /**
     * The client is connected to a leader.
     *
     * @param memberId  of the leader.
     * @param term      of the leader.
     * @param sessionId of the client.
     */
    default void onLeader(final int memberId, final long term, final long sessionId)
    {
    }

    /**
     * The cluster does not know the session any more: what it kept to tell repetitions from new commands is gone. The
     * outcome of each unanswered command has been told; a new session is being opened.
     *
     * @param sessionId that is lost.
     */
    default void onSessionLost(final long sessionId)
    {
    }
}
