package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * Leaders that nobody answers. Holds that a leader which hears no quorum of followers gives up office within its
 * longest election timeout (check quorum, thesis 6.2), so that its clients look for another one.
 */
public final class QuorumContacts
{
    private static final long NO_TERM = -1;

    private final Violations violations;
    private final int quorumSize;
    private final long silenceMaxNs;
    private final long[] leaderTerms;
    private final long[][] contactsNs;
    private final long[] scratch;

    /**
     * Start without leaders.
     *
     * @param violations   to report to.
     * @param memberCount  members.
     * @param quorumSize   members that must be heard, the leader among them.
     * @param silenceMaxNs longest time in office without them, in simulated time.
     */
    public QuorumContacts(
        final Violations violations, final int memberCount, final int quorumSize, final long silenceMaxNs)
    {
        this.violations = violations;
        this.quorumSize = quorumSize;
        this.silenceMaxNs = silenceMaxNs;
        leaderTerms = new long[memberCount];
        contactsNs = new long[memberCount][memberCount];
        scratch = new long[memberCount];
        Arrays.fill(leaderTerms, NO_TERM);
    }

    /**
     * An AppendResponse comes to a member.
     *
     * @param member number of the receiver.
     * @param sender number of the sender.
     * @param nowNs  simulated time.
     */
    public void onResponse(final int member, final int sender, final long nowNs)
    {
        contactsNs[member][sender] = nowNs;
    }

    /**
     * What a member shows after a duty cycle.
     *
     * @param member   number of the member.
     * @param term     of the member.
     * @param isLeader whether it leads.
     * @param cycleNs  simulated time when the cycle began.
     */
    public void onShown(final int member, final long term, final boolean isLeader, final long cycleNs)
    {
        if (!isLeader)
        {
            leaderTerms[member] = NO_TERM;
            return;
        }
        if (leaderTerms[member] != term)
        {
            leaderTerms[member] = term;
            Arrays.fill(contactsNs[member], cycleNs);
        }
        contactsNs[member][member] = cycleNs;
        System.arraycopy(contactsNs[member], 0, scratch, 0, scratch.length);
        Arrays.sort(scratch);
        final long quorumContactNs = scratch[scratch.length - quorumSize];
        if (cycleNs - quorumContactNs > silenceMaxNs)
        {
            throw violations.raise(Invariant.LIVENESS, "leader=" + member + " of term=" + term + " has not heard a " +
                "quorum for " + (cycleNs - quorumContactNs) / 1_000_000 + " ms and is still in office");
        }
    }
}
