package io.balsa.node.demo;

import java.util.List;

/**
 * What an audit has found.
 *
 * @param lost           commands that were acknowledged and are not in the state of every member as acknowledged.
 * @param duplicated     commands that some member has applied more than once.
 * @param unknown        commands in a log that nobody has sent.
 * @param entries        log entries that were checked.
 * @param differsAtIndex first index at which a log differs from another one or ends too early; 0 where there is none.
 * @param digests        of the states that the logs lead to, by member.
 * @param digestsEqual   whether those are equal, and are what the members told while they ran.
 */
record AuditResult(
    int lost,
    int duplicated,
    int unknown,
    long entries,
    long differsAtIndex,
    List<Long> digests,
    boolean digestsEqual)
{
    boolean logsEqual()
    {
        return differsAtIndex == 0;
    }

    boolean isPassed()
    {
        return lost == 0 && duplicated == 0 && unknown == 0 && logsEqual() && digestsEqual;
    }
}
