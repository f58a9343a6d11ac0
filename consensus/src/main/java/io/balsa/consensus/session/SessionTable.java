package io.balsa.consensus.session;

import org.agrona.collections.Long2ObjectHashMap;

import java.util.Arrays;

/**
 * All open sessions. Replicated state: changed only by entries of the log.
 */
public final class SessionTable
{
    /** Default of the most sessions that may be open at once. */
    public static final int SESSIONS_MAX_DEFAULT = 10_000;

    /** Default of the most commands of a session that may be unanswered. */
    public static final int WINDOW_DEFAULT = 1024;

    private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Session> sessionsByClientKey = new Long2ObjectHashMap<>();
    private final int sessionsMax;
    private final int window;

    /**
     * Create an empty table. Both limits must be the same on all members.
     *
     * @param sessionsMax most sessions that may be open at once.
     * @param window      most commands of a session that may be unanswered.
     */
    public SessionTable(final int sessionsMax, final int window)
    {
        if (sessionsMax < 1 || window < 1)
        {
            throw new IllegalArgumentException(
                "sessionsMax=" + sessionsMax + " window=" + window + " are not allowed: at least 1");
        }
        this.sessionsMax = sessionsMax;
        this.window = window;
    }

    /**
     * Open a session, or find the one that the same client has opened before.
     *
     * @param sessionId index of the entry that opens it.
     * @param clientKey of the client.
     * @return the session, or null when {@link #isFull()}.
     */
    public Session open(final long sessionId, final long clientKey)
    {
        Session session = sessionsByClientKey.get(clientKey);
        if (session == null && !isFull())
        {
            session = new Session(sessionId, clientKey, window);
            sessions.put(sessionId, session);
            sessionsByClientKey.put(clientKey, session);
        }
        return session;
    }

    /** Put a session of a snapshot into the table. Its replies are to be recorded in it, up to the last sequence. */
    Session restore(
        final long sessionId, final long clientKey, final long lastSequence, final long ackedSequence)
    {
        if (sessionId < 1 || ackedSequence < 0 || lastSequence < ackedSequence ||
            sessions.containsKey(sessionId) || sessionsByClientKey.containsKey(clientKey))
        {
            throw new IllegalStateException("the snapshot has a session that cannot be: sessionId=" + sessionId +
                " lastSequence=" + lastSequence + " ackedSequence=" + ackedSequence);
        }
        if (isFull() || lastSequence - ackedSequence > window)
        {
            throw new IllegalStateException("the snapshot has more than sessionsMax=" + sessionsMax +
                " sessions, or one with more than sessionWindow=" + window +
                " unanswered commands: configure what the other members have");
        }
        final Session session = new Session(sessionId, clientKey, window, ackedSequence);
        sessions.put(sessionId, session);
        sessionsByClientKey.put(clientKey, session);
        return session;
    }

    /** Ids of all sessions in order. */
    long[] sessionIds()
    {
        final long[] ids = new long[sessions.size()];
        int count = 0;
        for (final Session session : sessions.values())
        {
            ids[count++] = session.sessionId();
        }
        Arrays.sort(ids);
        return ids;
    }

    /**
     * Close a session.
     *
     * @param sessionId to close; nothing happens when there is none.
     */
    public void close(final long sessionId)
    {
        final Session session = sessions.remove(sessionId);
        if (session != null)
        {
            sessionsByClientKey.remove(session.clientKey());
        }
    }

    /**
     * Find a session.
     *
     * @param sessionId of the session.
     * @return the session or null.
     */
    public Session get(final long sessionId)
    {
        return sessions.get(sessionId);
    }

    /**
     * Find the session of a client.
     *
     * @param clientKey of the client.
     * @return the session or null.
     */
    public Session ofClient(final long clientKey)
    {
        return sessionsByClientKey.get(clientKey);
    }

    /**
     * Whether no more sessions may be opened.
     *
     * @return true if so.
     */
    public boolean isFull()
    {
        return sessions.size() >= sessionsMax;
    }

    /**
     * Open sessions.
     *
     * @return number of sessions.
     */
    public int size()
    {
        return sessions.size();
    }

    /**
     * Most commands of a session that may be unanswered.
     *
     * @return commands.
     */
    public int window()
    {
        return window;
    }
}
