package io.balsa.node.system;

import io.balsa.node.ClusterNode;
import io.balsa.node.demo.BalsaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What another process sees of a member's counters. */
@Timeout(60)
class CountersCommandTest
{
    private static final int COMMANDS = 100;

    @TempDir
    private Path directory;

    private BalsaProcess run(final InProcessCluster cluster, final String... more) throws Exception
    {
        final List<String> args = new ArrayList<>(List.of("counters"));
        args.addAll(cluster.options(0));
        args.addAll(List.of(more));
        return BalsaProcess.start(directory, args.toArray(String[]::new));
    }

    /** Type ids and names are API: tools go by them. */
    @Test
    void shouldShowTheCountersOfMemberAndTransport() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 1).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            final ClusterNode node = cluster.node(0);
            try (BalsaProcess counters = run(cluster))
            {
                assertEquals(0, counters.awaitEnd(), counters::toString);
                final List<String> lines = counters.out().lines().toList();
                assertEquals(List.of("type  counter", "7400  role", "7401  term", "7402  leader-id",
                    "7403  commit-index", "7404  applied-index", "7405  last-index", "7406  synced-index",
                    "7407  leader-ready", "7408  elections-stood-for", "7409  own-pauses", "7410  max-cycle-time-ns",
                    "7411  malformed-messages", "7412  halted", "7413  open-sessions", "7414  sessions-waiting-to-open",
                    "7415  disk-state", "7416  disk-step-downs", "7417  fenced",
                    "7418  state-agreed-index", "7419  state-differences",
                    "7420  snapshot-bytes-given", "7421  snapshot-chunks-given", "7422  snapshot-bytes-fetched",
                    "7423  snapshot-chunks-fetched", "7424  snapshot-fetch-index", "7425  snapshots-fetched",
                    "7426  snapshot-fetch-resumes", "7427  snapshot-transfer-failures", "7439  snapshot-request",
                    "7440  snapshot-state", "7441  snapshot-index", "7442  snapshot-oldest-index",
                    "7443  snapshot-shadow-index", "7444  snapshots-taken", "7445  snapshot-failures",
                    "7446  snapshot-time-ns", "7447  snapshot-duration-ns", "7448  snapshot-requests",
                    "7449  snapshot-answers", "7450  dropped-malformed",
                    "7451  dropped-damaged", "7452  dropped-unknown-template", "7453  dropped-wrong-cluster",
                    "7454  dropped-unknown-sender", "7455  dropped-unconnected", "7456  dropped-overlong",
                    "7457  clients-refused", "7458  clients-timed-out"),
                    lines.stream().map((line) -> line.replaceFirst(" +\\S+$", "")).toList());
                assertTrue(lines.contains("7403  commit-index                " + node.counters().commitIndex()),
                    counters::toString);
            }
            try (BalsaProcess counters = run(cluster, "--json"))
            {
                assertEquals(0, counters.awaitEnd(), counters::toString);
                assertTrue(counters.out().contains("\"open-sessions\":1,"), counters::toString);
                assertTrue(counters.out().contains("\"dropped-wrong-cluster\":0"), counters::toString);
            }
            try (BalsaProcess counters = run(cluster, "-Dbalsa.members=7=localhost:1:2", "-Dbalsa.member.id=7"))
            {
                assertEquals(3, counters.awaitEnd(), counters::toString);
                assertTrue(counters.err().startsWith("balsa: member 7 does not run on this machine: the media driver " +
                    "in aeronDirectoryName=" + directory.resolve("aeron-0") + " has no counters of it"),
                    counters::toString);
            }
            cluster.stop(0);
            try (BalsaProcess counters = run(cluster))
            {
                assertEquals(3, counters.awaitEnd(), counters::toString);
                assertTrue(counters.err().startsWith(
                    "balsa: member 0 does not run on this machine: no media driver runs "),
                    counters::toString);
            }
        }
    }
}
