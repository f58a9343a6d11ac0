package io.balsa.client;

import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;

import java.util.List;

/**
 * What a member told about itself, or why it told nothing.
 *
 * @param memberId     of the member.
 * @param problem      why there is no answer, one line; null when there is one, else the rest is 0 or null.
 * @param clusterId    of its cluster.
 * @param role         in its term.
 * @param term         its current term.
 * @param leaderId     the leader that it knows, or -1.
 * @param commitIndex  of its log.
 * @param appliedIndex of its state machine.
 * @param lastIndex    of its log.
 * @param syncedIndex  last durable index of its log.
 * @param stateDigest  of its state machine at {@code appliedIndex}, 0 where there is none.
 * @param sessionCount open sessions.
 * @param peers        what it knows of the members.
 */
public record MemberReport(
    int memberId,
    String problem,
    long clusterId,
    RoleCode role,
    long term,
    int leaderId,
    long commitIndex,
    long appliedIndex,
    long lastIndex,
    long syncedIndex,
    long stateDigest,
    int sessionCount,
    List<Peer> peers)
{
    /**
     * What a member knows of another.
     *
     * @param memberId      of the other.
     * @param matchIndex    up to which it is known to match; -1 unless the reporting member leads.
     * @param lastContactNs age of the newest contact in ns, or -1.
     * @param progress      how the leader replicates to it.
     */
    public record Peer(int memberId, long matchIndex, long lastContactNs, ProgressCode progress)
    {
    }

    static MemberReport unanswered(final int memberId, final String problem)
    {
        return new MemberReport(memberId, problem, 0, null, 0, -1, 0, 0, 0, 0, 0, 0, List.of());
    }
}
