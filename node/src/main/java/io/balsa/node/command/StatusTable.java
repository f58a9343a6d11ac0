package io.balsa.node.command;

import io.balsa.client.MemberReport;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/**
 * What the members have answered, for people and for programs.
 */
final class StatusTable
{
    private static final String UNKNOWN = "-";
    private static final List<String> COLUMNS = List.of("member", "role", "term", "leader", "commit", "applied",
        "synced", "last", "lag", "sessions", "digest", "contact");

    private final List<MemberReport> reports;
    private final MemberReport leader;
    private final long commitIndex;

    StatusTable(final List<MemberReport> reports)
    {
        this.reports = reports;
        leader = leader(reports);
        commitIndex = reports.stream().mapToLong(MemberReport::commitIndex).max().orElse(0);
    }

    /** Of several that think so, the one of the newest term. */
    private static MemberReport leader(final List<MemberReport> reports)
    {
        MemberReport newest = null;
        for (final MemberReport report : reports)
        {
            if (report.leaderId() == report.memberId() &&
                (newest == null || report.term() > newest.term()))
            {
                newest = report;
            }
        }
        return newest;
    }

    boolean isAnyReached()
    {
        return reports.stream().anyMatch(report -> report.problem() == null);
    }

    void print(final PrintWriter out)
    {
        final TextTable table = new TextTable(COLUMNS);
        for (final MemberReport report : reports)
        {
            if (report.problem() == null)
            {
                table.row(row(report));
            }
            else
            {
                table.text(Integer.toString(report.memberId()), "unreachable: " + report.problem());
            }
        }
        table.print(out);
    }

    private List<String> row(final MemberReport report)
    {
        final long contactNs = contactNs(report);
        return List.of(
            Integer.toString(report.memberId()),
            report.role().name(),
            Long.toString(report.term()),
            report.leaderId() < 0 ? UNKNOWN : Integer.toString(report.leaderId()),
            Long.toString(report.commitIndex()),
            Long.toString(report.appliedIndex()),
            Long.toString(report.syncedIndex()),
            Long.toString(report.lastIndex()),
            Long.toString(lag(report)),
            Integer.toString(report.sessionCount()),
            digest(report),
            contactNs < 0 ? UNKNOWN : TimeUnit.NANOSECONDS.toMillis(contactNs) + " ms");
    }

    /** Committed entries that a member has yet to apply. */
    private long lag(final MemberReport report)
    {
        return commitIndex - report.appliedIndex();
    }

    /** How long ago the leader has heard of a member; -1 where nobody can say. */
    private long contactNs(final MemberReport report)
    {
        if (leader == null || report.memberId() == leader.memberId())
        {
            return -1;
        }
        return leader.peers().stream().filter(peer -> peer.memberId() == report.memberId())
            .mapToLong(MemberReport.Peer::lastContactNs).findFirst().orElse(-1);
    }

    private static String digest(final MemberReport report)
    {
        return String.format(Locale.ROOT, "%016x", report.stateDigest());
    }

    /** One line; the digest is text, for it is no number that all programs can hold. */
    String toJson()
    {
        final StringJoiner all = new StringJoiner(",", "{\"members\":[", "]}");
        for (final MemberReport report : reports)
        {
            all.add(report.problem() == null ? json(report) : String.format(Locale.ROOT,
                "{\"member\":%d,\"reachable\":false,\"problem\":\"%s\"}", report.memberId(), report.problem()));
        }
        return all.toString();
    }

    private String json(final MemberReport report)
    {
        final long contactNs = contactNs(report);
        return String.format(Locale.ROOT, "{\"member\":%d,\"reachable\":true,\"clusterId\":%d,\"role\":\"%s\"," +
            "\"term\":%d,\"leader\":%s,\"commit\":%d,\"applied\":%d,\"synced\":%d,\"last\":%d,\"lag\":%d," +
            "\"sessions\":%d,\"digest\":\"%s\",\"contactMs\":%s}",
            report.memberId(), report.clusterId(), report.role(), report.term(),
            report.leaderId() < 0 ? null : report.leaderId(), report.commitIndex(), report.appliedIndex(),
            report.syncedIndex(), report.lastIndex(), lag(report), report.sessionCount(), digest(report),
            contactNs < 0 ? null : TimeUnit.NANOSECONDS.toMillis(contactNs));
    }
}
