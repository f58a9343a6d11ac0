package io.balsa.node;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.archive.ClusterRestore;
import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.session.SessionTable;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.node.command.ExitCode;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code balsa snapshot} over directories that are whole, damaged, live and of others, and over archives. */
@Timeout(120)
class SnapshotCommandTest extends CommandLineFixture
{
    private static final long CLUSTER_ID = 7;
    private static final String MEMBERS = "0=localhost:9000:9100,1=localhost:9001:9101,2=localhost:9002:9102";

    @TempDir
    private Path root;

    private int run(final Object... args)
    {
        return execute(Stream.concat(Stream.of("snapshot"), Stream.of(args)).toArray());
    }

    private File member()
    {
        return root.resolve("member").toFile();
    }

    private Path snapshot(final long index)
    {
        return root.resolve(String.format(Locale.ROOT, "member/snapshots/snapshot-%020d-%020d", index, 1));
    }

    /** A member that has such snapshots, each with keys {@code k0} and so on. */
    private void makeMember(final long... indexes)
    {
        try (MemberStorage storage = MemberStorage.open(new MemberStorage.Context()
            .directory(member()).clusterId(CLUSTER_ID).memberId(0).segmentLength(64 * 1024)
            .payloadLengthMax(1024)))
        {
            final AgentInvoker agent = new AgentInvoker(Throwable::printStackTrace, null, storage.syncAgent());
            agent.start();
            agent.close();
        }
        try (ChronicleSnapshotStore store = open())
        {
            for (final long index : indexes)
            {
                publish(store, index);
            }
        }
    }

    private ChronicleSnapshotStore open()
    {
        return ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(new File(member(), "snapshots"))
            .clusterId(CLUSTER_ID)
            .retainedCount(10)
            .damageListener((id, reason) -> {}));
    }

    private static void publish(final ChronicleSnapshotStore store, final long index)
    {
        final SessionTable sessions = new SessionTable(10, 10);
        sessions.open(3, 33);
        final SessionSection section = new SessionSection();
        section.encode(sessions, FailurePolicyCode.ANSWER, 0);
        final SnapshotMetadata metadata = new SnapshotMetadata(
            new SnapshotId(index, 1), 1_000_000_000L * index, 0xD1, new int[]{ 0, 1, 2 }, new int[]{ 9 });
        try (SnapshotWriter writer = store.begin(metadata, 0, 0))
        {
            for (int i = 0; i < index; i++)
            {
                final UnsafeBuffer key = bytes("k" + i);
                final UnsafeBuffer value = bytes("value " + (i == 0 ? index : i));
                writer.put(key, 0, key.capacity(), value, 0, value.capacity());
            }
            writer.sessions(section.buffer(), 0, section.length());
            assertTrue(writer.publish());
        }
    }

    private static UnsafeBuffer bytes(final String text)
    {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void flip(final Path path, final long at) throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            file.seek(at);
            final int value = file.read();
            file.seek(at);
            file.write(value ^ 1);
        }
    }

    @Test
    void shouldListAndDescribeSnapshots() throws IOException
    {
        makeMember(5, 8);
        flip(snapshot(8).resolve("manifest"), 70);
        assertEquals(ExitCode.OK, run("list", member()), err);
        final List<String> lines = out.lines().toList();
        assertEquals("index  term  time                  records  sessions  files  bytes   status", lines.get(0));
        assertTrue(lines.get(1).matches(
            "5      1     1970-01-01T00:00:05Z  5        1         1      \\d+ +published"), out);
        assertTrue(lines.get(2).matches("8      1     -                     -        -         -      \\d+ +DAMAGED: " +
            snapshot(8) + "/manifest is damaged: .*"), out);
        assertEquals(snapshot(8).getParent() + ": 2 snapshots", lines.get(4));

        assertEquals(ExitCode.FAILED, run("describe", member()));
        assertError(snapshot(8) + "/manifest is damaged");
        assertEquals(ExitCode.OK, run("describe", member() + "@5"), err);
        assertEquals(List.of(
            "snapshot  " + snapshot(5),
            "cluster   7",
            "entry     index 5, term 1",
            "time      1970-01-01T00:00:05Z",
            "digest    00000000000000d1",
            "members   0, 1, 2; removed: 9"), out.lines().limit(6).toList());
        assertTrue(out.contains("sessions  1 in 56 bytes, timers in 0 bytes"), out);
        assertEquals(ExitCode.OK, run("describe", member() + "@5", "--json"), err);
        assertTrue(out.contains("\"index\":5,\"term\":1,"), out);
        assertEquals(ExitCode.OK, run("list", member(), "--json"), err);
        assertTrue(out.contains("\"live\":false,\"snapshots\":[{\"directory\":\"" + snapshot(5).getFileName()), out);
    }

    @Test
    void shouldTellWhatIsWrongWithTheNameOfASnapshot() throws IOException
    {
        makeMember(5);
        assertEquals(ExitCode.FAILED, run("describe", member() + "@6"));
        assertError("has no snapshot of index=6; 'balsa snapshot list' shows those that there are");
        assertEquals(ExitCode.USAGE, run("describe", member() + "@x"));
        assertError("'x' is not the index of a snapshot");
        assertEquals(ExitCode.FAILED, run("describe", root.resolve("nowhere")));
        assertError("nowhere is not a directory; check the path");
        Files.createDirectory(root.resolve("empty"));
        assertEquals(ExitCode.FAILED, run("verify", root.resolve("empty")));
        assertError("has no snapshot");
        assertEquals(ExitCode.OK, run("list", root.resolve("empty")));
        assertEquals(root.resolve("empty") + ": no snapshots", out.strip());
        assertEquals(ExitCode.FAILED, run("list", root));
        assertError("is neither the directory of a member that has snapshots nor one of snapshots");
        Files.writeString(root.resolve("letter.txt"), "dear".repeat(20));
        assertEquals(ExitCode.FAILED, run("describe", root.resolve("letter.txt")));
        assertError("is no archive of a snapshot");
        assertEquals(ExitCode.USAGE, run());
        assertError("which command?");
    }

    @Test
    void shouldVerifyAllOrOneAndNameWhatIsDamaged() throws IOException
    {
        makeMember(5, 8, 9);
        assertEquals(ExitCode.OK, run("verify", member(), "--deep"), err);
        assertEquals(member() + ": 3 snapshots, no damage", out.strip());
        flip(snapshot(8).resolve("records-00000.map"), 6000);
        flip(snapshot(9).resolve("manifest"), 30);
        assertEquals(ExitCode.FAILED, run("verify", member()));
        assertTrue(out.contains(snapshot(8) + "  records-00000.map  its checksum does not hold"), out);
        assertTrue(out.contains(snapshot(9) + "/manifest is damaged"), out);
        assertTrue(out.endsWith(member() + ": 3 snapshots, 2 damages" + System.lineSeparator()), out);
        assertEquals(ExitCode.OK, run("verify", member() + "@5", "--json"), err);
        assertTrue(out.contains("\"snapshots\":1,\"ok\":true,\"findings\":[]"), out);
        assertEquals(ExitCode.FAILED, run("verify", member() + "@8", "--json"), err);
        assertTrue(out.contains("\"ok\":false"), out);
    }

    @Test
    void shouldGetARecordOfADirectoryOrAnArchive()
    {
        makeMember(5);
        final Path archive = root.resolve("five.balsa");
        assertEquals(ExitCode.OK, run("export", member(), archive), err);
        for (final Object snapshot : List.of(member(), archive))
        {
            assertEquals(ExitCode.OK, run("get", snapshot, "k3", "--temp", root), err);
            assertEquals("76616c75652033  value 3", out.strip());
            assertEquals(ExitCode.OK, run("get", snapshot, "6b33", "--hex", "--json", "--temp", root), err);
            assertEquals(
                "{\"index\":5,\"key\":\"6b33\",\"found\":true,\"valueLength\":7,\"value\":\"76616c75652033\"}",
                out.strip());
            assertEquals(ExitCode.FAILED, run("get", snapshot, "k99", "--temp", root));
            assertError("has no record of that key");
        }
        assertEquals(ExitCode.OK, run("get", member(), "k3", "--value-bytes", "3", "--temp", root));
        assertEquals("76616c...  val", out.strip());
        assertEquals(ExitCode.USAGE, run("get", member(), "xyz", "--hex"));
        assertError("key xyz: not in hex");
        assertEquals(ExitCode.FAILED, run("get", member(), "k3", "--temp", root.resolve("nowhere")));
        assertError("no directory for a copy of the snapshot");
        assertEquals(2, root.toFile().list().length, "no copy is left");
    }

    @Test
    void shouldTellInWhatTwoSnapshotsDiffer()
    {
        makeMember(5, 7);
        assertEquals(ExitCode.FAILED, run("diff", member() + "@5", member() + "@7", "--temp", root));
        assertTrue(out.contains("changed  6b30  k0  A: 7 bytes 76616c75652035  value 5  B: 7 bytes 76616c75652037  " +
            "value 7"), out);
        assertTrue(out.contains("added  6b36  k6  B: 7 bytes 76616c75652036  value 6"), out);
        assertTrue(out.endsWith("A index 5, B index 7: 2 added, 0 removed, 1 changed, 4 equal" +
            System.lineSeparator()), out);
        assertEquals(ExitCode.FAILED, run("diff", member() + "@7", member() + "@5", "--limit", "0", "--json"));
        assertEquals("{\"aIndex\":7,\"bIndex\":5,\"added\":0,\"removed\":2,\"changed\":1,\"equal\":4," +
            "\"sessionsEqual\":true,\"timersEqual\":true,\"ok\":false}", out.strip());
        assertEquals(ExitCode.OK, run("diff", member(), member()));
        assertEquals("A index 7, B index 7: 0 added, 0 removed, 0 changed, 7 equal", out.strip());
    }

    @Test
    void shouldExportAndImport() throws IOException
    {
        makeMember(5);
        final Path archive = root.resolve("five.balsa");
        assertEquals(ExitCode.OK, run("export", member(), archive, "--json"), err);
        assertTrue(out.contains("\"index\":5,\"term\":1,\"records\":5,"), out);
        assertEquals(ExitCode.FAILED, run("export", member(), archive));
        assertError("is there already; choose another name");
        assertEquals(ExitCode.FAILED, run("import", archive, member()));
        assertError("the directory has a whole snapshot of index=5");
        assertEquals(ExitCode.USAGE, run("import", archive, member(), "--cluster-id", "x"));
        flip(snapshot(5).resolve("manifest"), 70);
        assertEquals(ExitCode.OK, run("import", archive, member()), err);
        assertTrue(err.startsWith("balsa: the snapshot of index=5 was set aside: "), err);
        assertTrue(out.startsWith("imported the snapshot of index=5, 5 records, "), out);
        assertEquals(ExitCode.OK, run("verify", member()), err);

        assertEquals(ExitCode.FAILED, run("import", archive, root.resolve("other"), "--cluster-id", "8"));
        assertError("belongs to cluster 7, not to cluster 8");
        assertFalse(Files.exists(root.resolve("other")));
        assertEquals(ExitCode.OK, run("import", archive, root.resolve("other"), "--cluster-id", "7", "--json"), err);
        assertEquals(ExitCode.OK, run("diff", member(), root.resolve("other")), err);
        assertEquals(ExitCode.FAILED, run("import", archive, root.resolve("other")));
        assertError("which is not of a member");
    }

    @Test
    void shouldRefuseASnapshotThatTheLogDoesNotGoOnFrom()
    {
        makeMember(5, 9);
        final Path archive = root.resolve("five.balsa");
        assertEquals(ExitCode.OK, run("export", member() + "@5", archive), err);
        assertEquals(ExitCode.OK, run("restore", member() + "@9", "--into", root.resolve("new"), "--members", MEMBERS,
            "--cluster-id", "8"), err);
        final Path restored = root.resolve("new/member-0");
        assertEquals(ExitCode.FAILED, run("import", archive, restored));
        assertError("the log in " + restored +
            " begins at index=10: entries are missing behind the snapshot of index=5");
    }

    @Test
    void shouldLookAtARunningMemberAndChangeNothingOfIt()
    {
        makeMember(5, 8);
        final Path archive = root.resolve("eight.balsa");
        try (ChronicleSnapshotStore running = open())
        {
            assertEquals(ExitCode.OK, run("list", member()), err);
            assertTrue(out.endsWith("snapshots (in use): 2 snapshots" + System.lineSeparator()), out);
            assertEquals(ExitCode.OK, run("verify", member(), "--deep"), err);
            assertEquals(ExitCode.OK, run("get", member(), "k3"), err);
            assertEquals(ExitCode.OK, run("export", member(), archive), err);
            assertEquals(ExitCode.FAILED, run("prune", member(), "--keep", "1"));
            assertError("in use");
            assertEquals(ExitCode.FAILED, run("import", archive, member() + "/snapshots", "--cluster-id", "7"));
            assertError("in use");
            assertEquals(2, running.snapshots().size());
        }
    }

    @Test
    void shouldPruneWhenAskedToAndOnlyTellWhenNot()
    {
        makeMember(5, 8, 9);
        assertEquals(ExitCode.OK, run("prune", member(), "--dry-run"), err);
        assertTrue(out.startsWith("snapshot "), out);
        assertTrue(out.contains(": would remove 1, "), out);
        assertTrue(Files.exists(snapshot(5)));
        assertEquals(ExitCode.OK, run("prune", member(), "--json"), err);
        assertTrue(out.contains("\"dryRun\":false,"), out);
        assertFalse(Files.exists(snapshot(5)));
        assertTrue(Files.exists(snapshot(8)) && Files.exists(snapshot(9)));
        assertEquals(ExitCode.USAGE, run("prune", member(), "--keep", "0"));
        assertError("--keep=0: out of range; allowed: 1 to 1000");
    }

    @Test
    void shouldMakeANewClusterWithAnIdOfItsOwn() throws IOException
    {
        makeMember(5);
        final Path target = root.resolve("new");
        assertEquals(ExitCode.USAGE, run("restore", member(), "--into", target, "--members", "0=x"));
        assertError("'0=x' is no member");
        assertEquals(ExitCode.USAGE,
            run("restore", member(), "--into", target, "--members", MEMBERS, "--cluster-id", "7"));
        assertError("--cluster-id=7: that is the old cluster");
        assertFalse(Files.exists(target));
        assertEquals(ExitCode.OK, run("restore", member(), "--into", target, "--members", MEMBERS), err);
        final List<String> lines = out.lines().toList();
        assertTrue(lines.get(0).matches("restored index=5 of cluster 7, 5 records, as cluster \\d+; " +
            "1 sessions are dropped"), out);
        for (int id = 0; id < 3; id++)
        {
            final Path file = target.resolve(ClusterRestore.memberName(id) + ".properties");
            assertEquals("member " + id + " on localhost: balsa node --config " + file, lines.get(id + 1));
            final NodeConfiguration configuration = NodeConfiguration.load(file, new Properties());
            assertEquals(id, configuration.memberId());
            assertTrue(configuration.clusterId() > 0 && configuration.clusterId() != CLUSTER_ID);
            assertEquals(target.resolve("member-" + id), configuration.dir());
            assertEquals(3, configuration.members().size());
        }
        assertEquals(
            ExitCode.FAILED, run("diff", member(), target.resolve("member-1"), "--json", "--limit", "0"), err);
        assertTrue(out.contains("\"equal\":5,\"sessionsEqual\":false,"), out);
    }
}
