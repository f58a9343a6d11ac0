package io.balsa.node.system;

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

/**
 * The log of a stopped member, damaged in two places and repaired by a process of its own from the members that run.
 */
@Timeout(120)
class RepairCommandTest
{
    private static final int COMMANDS = 300;
    private static final int FIRST_INDEX = 50;
    private static final int SECOND_INDEX = 200;

    @TempDir
    private Path directory;

    /** With a member that is damaged, and that the others can do without. */
    private void damageFollower(final InProcessCluster cluster)
    {
        try (CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            client.await(() -> cluster.node(0).counters().syncedIndex() > COMMANDS);
        }
        cluster.stop(0);
        try (SegmentFile segment = new SegmentFile(directory.resolve("member-0")))
        {
            segment.flipBit(segment.frame(FIRST_INDEX + 1) - 8);
            segment.flipBit(segment.frame(SECOND_INDEX + 1) - 8);
        }
    }

    private BalsaProcess start(final InProcessCluster cluster, final String... command) throws Exception
    {
        final List<String> args = new ArrayList<>(List.of(command));
        args.addAll(cluster.options(0));
        return BalsaProcess.start(directory, args.toArray(String[]::new));
    }

    private void assertNothingIsLeft()
    {
        assertFalse(Files.exists(directory.resolve("aeron-0")));
    }

    @Test
    void shouldRepairByHand() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll())
        {
            damageFollower(cluster);
            try (BalsaProcess repair = start(cluster, "log", "repair", "--from-peer", "--timeout", "60s"))
            {
                assertEquals(0, repair.awaitEnd(), repair::toString);
                final List<String> lines = repair.out().lines().toList();
                assertEquals("segment                       first  last  bytes  what", lines.get(0));
                assertTrue(
                    lines.get(1).matches("log-0{19}1\\.seg  50     50    \\d+ +from member [12]"), repair::toString);
                assertTrue(
                    lines.get(2).matches("log-0{19}1\\.seg  200    200   \\d+ +from member [12]"), repair::toString);
                assertTrue(lines.get(4).endsWith(", no damage left"), repair::toString);
                assertTrue(
                    repair.err().startsWith("member 0 repairs its log: log-00000000000000000001.seg, index 50 ("),
                    repair::toString);
                assertEquals(1, repair.err().lines().count(), repair::toString);
            }
            assertNothingIsLeft();
            cluster.set("balsa.log.repair", "refuse");
            cluster.start(0);
        }
    }

    @Test
    void shouldSayWhatAMemberRepairsAtItsStart() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll())
        {
            damageFollower(cluster);
            try (BalsaProcess member = start(cluster, "node"))
            {
                member.awaitText(" runs: ");
                final List<String> lines = member.out().lines().toList();
                assertEquals(3, lines.size(), member::toString);
                assertTrue(lines.get(0).startsWith(
                    "member 0 repairs its log: log-00000000000000000001.seg, index 50 ("), member::toString);
                assertTrue(lines.get(0).endsWith("asks member 1 at " + cluster.configuration(0).members().get(1)
                    .peerEndpoint() + ", member 2 at " + cluster.configuration(0).members().get(2).peerEndpoint()),
                    member::toString);
                assertEquals("member 0 has repaired its log: 2 gaps filled, 1 KiB fetched", lines.get(1));
                assertTrue(lines.get(2).startsWith("member 0 of 3 runs: "), member::toString);
                member.signal("TERM");
                assertEquals(0, member.awaitEnd(), member::toString);
            }
            assertNothingIsLeft();
        }
    }

    /** Also while it waits, and where nothing of the log has come. */
    @Test
    void shouldEndInGoodOrderWhenInterrupted() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll())
        {
            damageFollower(cluster);
            cluster.stop(1);
            cluster.stop(2);
            try (BalsaProcess repair = start(cluster, "log", "repair", "--from-peer", "--timeout", "600s", "--json"))
            {
                repair.awaitText("member 0 repairs its log");
                repair.signal("TERM");
                assertEquals(1, repair.awaitEnd(), repair::toString);
                assertTrue(repair.out().contains("\"ok\":false,\"repaired\":[]"), repair::toString);
                assertTrue(repair.err().endsWith(
                    "balsa: interrupted; what is repaired stays so, the rest is as before" +
                    System.lineSeparator()), repair::toString);
            }
            assertNothingIsLeft();
            try (BalsaProcess member = start(cluster, "node"))
            {
                member.awaitText("waits for member 1 at ");
                member.signal("TERM");
                assertEquals(0, member.awaitEnd(), member::toString);
                assertFalse(member.out().contains(" runs: "), member::toString);
            }
            assertNothingIsLeft();
        }
    }
}
