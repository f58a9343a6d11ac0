package io.balsa.simulation.check;

/**
 * What must come about when faults have ended, and must last while nobody asks for anything. Pure functions: the
 * simulator asks until the time that it grants is over and then reports the answer.
 */
public final class Liveness
{
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private Liveness()
    {
    }

    /**
     * Why a group has not come to one state.
     *
     * @param views          of the members that must.
     * @param committedIndex highest index that was ever committed by anybody.
     * @return one line, or null when it has: one leader, one term, one commit index that holds all that was ever
     * committed, all of it applied, one state.
     */
    public static String whyNotConverged(final MemberViews views, final long committedIndex)
    {
        final int leader = views.leader();
        if (leader < 0)
        {
            return "there is not exactly one leader";
        }
        if (views.commitIndexes[leader] < committedIndex)
        {
            return "leader=" + leader + " has commitIndex=" + views.commitIndexes[leader] + ", committed was index=" +
                committedIndex;
        }
        for (int i = 0; i < views.terms.length; i++)
        {
            if (views.isIncluded[i])
            {
                final String reason = whyBehind(views, leader, i);
                if (reason != null)
                {
                    return reason;
                }
            }
        }
        return null;
    }

    /**
     * Why a quiet time was not quiet.
     *
     * @param before               views at its beginning.
     * @param after                views at its end.
     * @param messageCount         messages that the members sent meanwhile.
     * @param messagesPerSecondMax that a resting cluster may send.
     * @param durationNs           of the quiet time.
     * @return one line, or null when it was: the same leader in the same term, nothing committed, few messages.
     */
    public static String whyNotQuiet(
        final MemberViews before,
        final MemberViews after,
        final long messageCount,
        final long messagesPerSecondMax,
        final long durationNs)
    {
        final int leader = before.leader();
        if (leader < 0)
        {
            return "there was not exactly one leader";
        }
        if (after.leader() != leader)
        {
            return "member=" + leader + " led in term=" + before.terms[leader] + ", then member=" + after.leader();
        }
        if (before.terms[leader] != after.terms[leader])
        {
            return "member=" + leader + " led in term=" + before.terms[leader] + ", then in term=" +
                after.terms[leader];
        }
        if (before.commitIndexes[leader] != after.commitIndexes[leader])
        {
            return "commitIndex went from " + before.commitIndexes[leader] + " to " + after.commitIndexes[leader];
        }
        final double messagesMax = (double)messagesPerSecondMax * durationNs / NS_PER_SECOND;
        return messageCount > messagesMax ? "messages=" + messageCount + " in " + durationNs + " ns, allowed are " +
            messagesPerSecondMax + " a second" : null;
    }

    private static String whyBehind(final MemberViews views, final int leader, final int member)
    {
        if (views.terms[member] != views.terms[leader])
        {
            return "member=" + member + " is in term=" + views.terms[member] + ", leader=" + leader + " in term=" +
                views.terms[leader];
        }
        if (views.commitIndexes[member] != views.commitIndexes[leader])
        {
            return "member=" + member + " has commitIndex=" + views.commitIndexes[member] + ", leader=" + leader +
                " has " + views.commitIndexes[leader];
        }
        if (views.appliedIndexes[member] != views.commitIndexes[member])
        {
            return "member=" + member + " has appliedIndex=" + views.appliedIndexes[member] + ", commitIndex=" +
                views.commitIndexes[member];
        }
        return views.digests[member] == views.digests[leader] ? null : "member=" + member + " and leader=" + leader +
            " have different states at index=" + views.appliedIndexes[member];
    }
}
