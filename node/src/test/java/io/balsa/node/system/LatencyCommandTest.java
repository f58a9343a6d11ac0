package io.balsa.node.system;

import io.balsa.consensus.latency.Stage;
import io.balsa.node.MemberLatency;
import io.balsa.node.demo.BalsaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What another process sees of where the time of a member's commits goes. */
@Timeout(60)
class LatencyCommandTest
{
    private static final int COMMANDS = 100;

    @TempDir
    private Path directory;

    private BalsaProcess run(final InProcessCluster cluster, final int id, final String... more) throws Exception
    {
        final List<String> args = new ArrayList<>(List.of("latency"));
        args.addAll(cluster.options(id));
        args.addAll(List.of(more));
        return BalsaProcess.start(directory, args.toArray(String[]::new));
    }

    @Test
    void shouldShowTheStagesOfACommit() throws Exception
    {
        try (InProcessCluster cluster =
            new InProcessCluster(directory, 3).set("balsa.latency.sample.interval", "1").startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            final int leaderId = cluster.node(0).leadership().leaderId();
            assertTrue(MemberLatency.read(cluster.configuration(leaderId)).count(Stage.LEADER) > COMMANDS / 2);
            try (BalsaProcess latency = run(cluster, leaderId))
            {
                assertEquals(0, latency.awaitEnd(), latency::toString);
                final List<String> lines = latency.out().lines().toList();
                assertEquals("one of 1 commands", lines.get(0));
                assertEquals(List.of("stage", "ingress", "first send", "peer round trip", "own sync", "quorum", "apply",
                    "reply", "cycle end", "leader whole"),
                    lines.stream().skip(1).map((line) -> line.replaceFirst("  .*$", "")).limit(10).toList(),
                    latency::toString);
            }
            try (BalsaProcess latency = run(cluster, (leaderId + 1) % 3, "--json"))
            {
                assertEquals(0, latency.awaitEnd(), latency::toString);
                assertTrue(latency.out().startsWith(
                    "{\"sampleInterval\":1,\"stages\":[{\"stage\":\"ingress\",\"count\":0,"), latency::toString);
                assertFalse(latency.out().contains("\"stage\":\"follower ack\",\"count\":0,"), latency::toString);
            }
            try (BalsaProcess latency = run(cluster, leaderId, "--interval", "1ms"))
            {
                assertEquals(0, latency.awaitEnd(), latency::toString);
                assertEquals(2, latency.out().lines().count(), latency::toString);
            }
            try (BalsaProcess latency = run(cluster, leaderId, "--interval", "0ms"))
            {
                assertEquals(2, latency.awaitEnd(), latency::toString);
                assertTrue(latency.err().startsWith("balsa: --interval must be more than 0"), latency::toString);
            }
            cluster.stop(leaderId);
            try (BalsaProcess latency = run(cluster, leaderId))
            {
                assertEquals(3, latency.awaitEnd(), latency::toString);
                assertTrue(latency.err().startsWith("balsa: no latencies of member " + leaderId +
                    " on this machine: no media driver runs "), latency::toString);
            }
        }
    }

    @Test
    void shouldSayThatNoTimesAreTaken() throws Exception
    {
        try (InProcessCluster cluster =
            new InProcessCluster(directory, 1).set("balsa.latency.sample.interval", "0").startAll();
            CountingClient client = new CountingClient(cluster.client());
            BalsaProcess latency = run(cluster, 0))
        {
            client.run(COMMANDS, () -> {});
            assertEquals(3, latency.awaitEnd(), latency::toString);
            assertTrue(latency.err().startsWith("balsa: no latencies of member 0 on this machine: it takes no times: " +
                "it was started with balsa.latency.sample.interval=0"), latency::toString);
        }
    }

    /** A shared media driver's directory outlives its members. */
    @Test
    void shouldReplaceAndRemoveItsFileWhereTheDriverIsNotItsOwn() throws Exception
    {
        final Path file = directory.resolve("aeron-0").resolve("balsa-1-0-latency.dat");
        try (InProcessCluster cluster = new InProcessCluster(directory, 1)
            .set("balsa.driver", "external").set("balsa.latency.sample.interval", "1"))
        {
            cluster.startDriver(0);
            Files.writeString(file, "left by one that was killed");
            cluster.start(0);
            try (CountingClient client = new CountingClient(cluster.client()))
            {
                client.run(COMMANDS, () -> {});
            }
            assertTrue(MemberLatency.read(cluster.configuration(0)).count(Stage.LEADER) > 0);
            cluster.stop(0);
            assertFalse(Files.exists(file));
        }
    }
}
