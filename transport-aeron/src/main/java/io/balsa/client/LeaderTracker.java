package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;

/**
 * Where the leader is, whether it is alive, and when to look for it again. Silence is measured in the client's own
 * time, and time in which the client was not polled does not count.
 */
final class LeaderTracker
{
    private static final int NONE = -1;

    private final long leaderTimeoutNs;
    private final long pingIntervalNs;
    private final long searchIntervalMinNs;
    private final long searchIntervalMaxNs;
    private final long[] askedNs;
    private final ConnectCode[] answers;
    private int position = NONE;
    private long source;
    private long attachedNs;
    private long heardNs;
    private long pingedNs;
    private long polledNs;
    private long searchDueNs;
    private long searchIntervalNs;

    LeaderTracker(
        final int memberCount,
        final long leaderTimeoutNs,
        final long searchIntervalMinNs,
        final long searchIntervalMaxNs,
        final long nowNs)
    {
        this.leaderTimeoutNs = leaderTimeoutNs;
        this.searchIntervalMinNs = searchIntervalMinNs;
        this.searchIntervalMaxNs = searchIntervalMaxNs;
        pingIntervalNs = leaderTimeoutNs / 4;
        askedNs = new long[memberCount];
        answers = new ConnectCode[memberCount];
        polledNs = nowNs;
        attachedNs = nowNs - searchIntervalMaxNs;
        startSearch(nowNs);
    }

    boolean isAttached()
    {
        return position != NONE;
    }

    boolean isAttachedTo(final long messageSource)
    {
        return position != NONE && source == messageSource;
    }

    int position()
    {
        return position;
    }

    void attach(final int leaderPosition, final long leaderSource, final long nowNs)
    {
        position = leaderPosition;
        source = leaderSource;
        attachedNs = nowNs;
        heardNs = nowNs;
        pingedNs = nowNs;
    }

    /** Look for a leader at once, or a little later where the last one was lost as soon as it was found. */
    void startSearch(final long nowNs)
    {
        position = NONE;
        searchDueNs = nowNs - attachedNs >= searchIntervalMaxNs ? nowNs : nowNs + searchIntervalMinNs;
        searchIntervalNs = searchIntervalMinNs;
        for (int i = 0; i < askedNs.length; i++)
        {
            askedNs[i] = nowNs - searchIntervalMinNs;
            answers[i] = null;
        }
    }

    void onPoll(final long nowNs)
    {
        final long gapNs = nowNs - polledNs;
        polledNs = nowNs;
        if (gapNs > pingIntervalNs)
        {
            heardNs += gapNs;
        }
    }

    void onHeard(final long messageSource, final long nowNs)
    {
        if (isAttachedTo(messageSource))
        {
            heardNs = nowNs;
        }
    }

    boolean isSilent(final long nowNs)
    {
        return nowNs - heardNs >= leaderTimeoutNs;
    }

    boolean isPingDue(final long nowNs)
    {
        return nowNs - heardNs >= pingIntervalNs && nowNs - pingedNs >= pingIntervalNs;
    }

    void onPinged(final long nowNs)
    {
        pingedNs = nowNs;
    }

    /** Whether all members are to be asked now; the time to the next round doubles with each. */
    boolean isSearchDue(final long nowNs)
    {
        if (nowNs - searchDueNs < 0)
        {
            return false;
        }
        searchDueNs = nowNs + searchIntervalNs;
        searchIntervalNs = Math.min(searchIntervalMaxNs, 2 * searchIntervalNs);
        return true;
    }

    /** Whether a member that another one names as leader may be asked out of turn. */
    boolean mayAsk(final int memberPosition, final long nowNs)
    {
        return nowNs - askedNs[memberPosition] >= searchIntervalMinNs;
    }

    void onAsked(final int memberPosition, final long nowNs)
    {
        askedNs[memberPosition] = nowNs;
    }

    void onAnswer(final int memberPosition, final ConnectCode code)
    {
        answers[memberPosition] = code;
    }

    /** The newest answer of a member in this search, or null. */
    ConnectCode answer(final int memberPosition)
    {
        return answers[memberPosition];
    }
}
