package io.balsa.node.system;

import io.balsa.client.MemberReport;
import io.balsa.client.StatusProbe;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.consensus.port.LogView;
import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.DamagedLogException;
import io.balsa.log.mmap.LogReader;
import io.balsa.log.repair.RepairListener;
import io.balsa.node.ClusterNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Members whose log was damaged while they were down, among others that run.
 */
@Timeout(90)
class RepairSystemTest implements RepairListener
{
    private static final int COMMANDS = 500;
    private static final int INDEX_IN_THE_MIDDLE = 200;
    private static final int HEADER_INDEX_OFFSET = 8;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    @Override
    public void onRepaired(final Damage damage, final long lengthBytes, final int peerId)
    {
        told.add("repaired " + (damage.afterIndex() + 1));
    }

    @Override
    public void onStartedOver(final Damage damage)
    {
        told.add("started over");
    }

    @Test
    void shouldGetBackAnEntryInTheMiddle()
    {
        repair((segment) -> segment.frame(INDEX_IN_THE_MIDDLE + 1) - 8);
        assertEquals(List.of("repaired " + INDEX_IN_THE_MIDDLE), told);
    }

    @Test
    void shouldGetBackAnEntryWhoseHeaderIsDamaged()
    {
        repair((segment) -> segment.frame(INDEX_IN_THE_MIDDLE) + HEADER_INDEX_OFFSET);
        assertEquals(List.of("repaired " + INDEX_IN_THE_MIDDLE), told);
    }

    @Test
    void shouldGetBackTheLastEntryOrStartOverBeforeIt()
    {
        repair((segment) -> segment.frame(Long.MAX_VALUE) + HEADER_INDEX_OFFSET);
        assertEquals(1, told.size());
    }

    private void repair(final ToIntFunction<SegmentFile> damaged)
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            final int followerId = (client.leaderId() + 1) % cluster.size();
            cluster.stop(followerId);
            client.run(COMMANDS, () -> {});
            flipBit(followerId, damaged);
            final ClusterNode node = cluster.start(followerId, new ClusterNode.Context().repairListener(this));
            client.run(COMMANDS, () -> {});
            client.await(() -> node.counters().appliedIndex() > 3 * COMMANDS);
            // The others stop in turn: without the repaired member there would be no quorum.
            cluster.stop((followerId + 1) % cluster.size());
            client.run(COMMANDS, () -> {});
        }
        assertLogsEqual();
    }

    private void flipBit(final int memberId, final ToIntFunction<SegmentFile> damaged)
    {
        try (SegmentFile segment = new SegmentFile(memberDirectory(memberId)))
        {
            segment.flipBit(damaged.applyAsInt(segment));
        }
    }

    private Path memberDirectory(final int memberId)
    {
        return directory.resolve("member-" + memberId);
    }

    private void assertLogsEqual()
    {
        final LogView expected = new LogView();
        final LogView actual = new LogView();
        try (LogReader first = LogReader.open(memberDirectory(0).toFile()))
        {
            for (int id = 1; id < 3; id++)
            {
                try (LogReader other = LogReader.open(memberDirectory(id).toFile()))
                {
                    final long lastIndex = Math.min(first.lastIndex(), other.lastIndex());
                    assertTrue(lastIndex > 3 * COMMANDS);
                    for (long index = 1; index <= lastIndex; index++)
                    {
                        assertTrue(first.read(index, 1, expected) && other.read(index, 1, actual));
                        assertEquals(expected.buffer(), actual.buffer());
                    }
                }
            }
        }
    }

    @Test
    void shouldSayThatItRepairsAndStopInGoodOrderWhileNobodyAnswers()
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll())
        {
            try (CountingClient client = new CountingClient(cluster.client()))
            {
                client.run(COMMANDS, () -> {});
                client.await(() -> cluster.node(0).counters().appliedIndex() > COMMANDS);
            }
            for (int id = 0; id < cluster.size(); id++)
            {
                cluster.stop(id);
            }
            flipBit(0, (segment) -> segment.frame(INDEX_IN_THE_MIDDLE + 1) - 8);
            cluster.start(0, new ClusterNode.Context().repairListener(this));
            final List<MemberReport> reports = StatusProbe.probe(cluster.client().connectTimeoutNs(5_000_000_000L));
            assertTrue(reports.stream().anyMatch((report) -> report.role() == RoleCode.REPAIRING), reports::toString);
            cluster.stop(0);
            assertEquals(List.of(), told);

            cluster.set("balsa.log.repair", "refuse");
            assertThrows(DamagedLogException.class, () -> cluster.start(0));

            cluster.set("balsa.log.repair", "peers");
            cluster.start(1);
            cluster.start(2);
            final ClusterNode node = cluster.start(0, new ClusterNode.Context().repairListener(this));
            try (CountingClient client = new CountingClient(cluster.client()))
            {
                client.run(COMMANDS, () -> {});
                client.await(() -> node.counters().appliedIndex() > 2 * COMMANDS);
            }
        }
        assertEquals(List.of("repaired " + INDEX_IN_THE_MIDDLE), told);
    }

    @Test
    void shouldHaltWhereNobodyCanGiveBackWhatIsLost() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 1).startAll())
        {
            try (CountingClient client = new CountingClient(cluster.client()))
            {
                client.run(COMMANDS, () -> {});
            }
            cluster.stop(0);
            flipBit(0, (segment) -> segment.frame(INDEX_IN_THE_MIDDLE + 1) - 8);
            final ClusterNode node = cluster.start(0, new ClusterNode.Context().repairListener(this));
            final String message = node.awaitStop().getMessage();
            assertTrue(message.contains("restore the directory from a backup"), message);
            assertFalse(node.counters().isLeaderReady());
        }
    }
}
