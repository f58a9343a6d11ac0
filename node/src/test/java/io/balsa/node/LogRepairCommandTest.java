package io.balsa.node;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.node.command.ExitCode;
import io.balsa.node.demo.FreePorts;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code balsa log repair} where it is refused, and where no other member runs. */
@Timeout(60)
class LogRepairCommandTest extends CommandLineFixture
{
    private static final String SEGMENT = "log-00000000000000000001.seg";
    private static final int FRAMES_OFFSET = 4096;
    private static final int FRAME_LENGTH = 164;
    private static final int FRAME_SPACE = 168;
    private static final int LAST_INDEX = 20;

    @TempDir
    private Path directory;

    private Path member;
    private String members;
    private String peer;
    @BeforeEach
    void createLog() throws IOException
    {
        member = directory.resolve("member");
        final List<Integer> ports = FreePorts.find(6);
        peer = "member 4 at localhost:" + ports.get(2);
        members = String.format("2=localhost:%d:%d,4=localhost:%d:%d,5=localhost:%d:%d", ports.toArray());
        append(1, LAST_INDEX);
    }

    /** Returns the segment as the death of the process would leave it; the close says that all of it is durable. */
    private byte[] append(final int firstIndex, final int lastIndex) throws IOException
    {
        try (MemberStorage storage = open();
            AgentInvoker agent = new AgentInvoker(Throwable::printStackTrace, null, storage.syncAgent()))
        {
            agent.start();
            final int payloadLength = FRAME_LENGTH - EntryFrame.HEADER_LENGTH;
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[payloadLength]);
            payload.setMemory(0, payloadLength, (byte)'x');
            for (int i = firstIndex; i <= lastIndex; i++)
            {
                storage.log().append(1, EntryType.COMMAND, 1, 5, i, i - 1, payload, 0, payloadLength);
            }
            for (int i = 0; i < 3; i++)
            {
                storage.log().requestSync();
                while (agent.invoke() > 0)
                {
                    Thread.onSpinWait();
                }
                storage.log().syncedIndex();
            }
            return Files.readAllBytes(member.resolve(SEGMENT));
        }
    }

    /** An entry that may have been acknowledged, and of which nothing says how many came with it. */
    private void damageTheEnd() throws IOException
    {
        Files.write(member.resolve(SEGMENT), append(LAST_INDEX + 1, LAST_INDEX + 1));
        damageEntry(LAST_INDEX + 1);
    }

    private MemberStorage open()
    {
        return MemberStorage.open(new MemberStorage.Context()
            .directory(member.toFile()).clusterId(7).memberId(2).segmentLength(1 << 20).payloadLengthMax(1024)
            // It stands still, so the log is never idle.
            .nanoClock(() -> 0));
    }

    private void damage(final String file, final int offset) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(member.resolve(file));
        bytes[offset] ^= 1;
        Files.write(member.resolve(file), bytes);
    }

    private void damageEntry(final int index) throws IOException
    {
        damage(SEGMENT, FRAMES_OFFSET + (index - 1) * FRAME_SPACE + FRAME_LENGTH / 2);
    }

    private int run(final String... more)
    {
        final int exitCode = execute(Stream.concat(
            Stream.of("log", "repair", "--from-peer", "-Dbalsa.aeron.dir=" + directory.resolve("aeron")),
            Stream.of(more)).toArray());
        assertTrue(Files.notExists(directory.resolve("aeron")));
        return exitCode;
    }

    private int runOnMember(final String... more)
    {
        return run(Stream.concat(Stream.of(member.toString(), "--members", members), Stream.of(more))
            .toArray(String[]::new));
    }

    private String lastError()
    {
        return err.lines().reduce("", (first, next) -> next);
    }

    @Test
    void shouldHaveNothingToRepair()
    {
        assertEquals(ExitCode.OK, runOnMember());
        assertEquals(member + ": whole up to index 20, nothing to repair", out.strip());
        assertEquals("", err);
        assertEquals(ExitCode.OK, runOnMember("--json"));
        assertEquals("{\"directory\":\"" + member + "\",\"clusterId\":7,\"memberId\":2,\"lastIndex\":20,\"ok\":true," +
            "\"repaired\":[]}", out.strip());
    }

    @Test
    void shouldTakeTheConfigurationOfTheMember() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("member.properties"),
            "balsa.cluster.id=7\nbalsa.member.id=2\nbalsa.members=" + members + "\nbalsa.dir=" + member + "\n");
        final String config = "--config=" + file;
        assertEquals(ExitCode.OK, run(config));
        assertEquals(ExitCode.OK, run(config, member.toString()));
        assertEquals(ExitCode.FAILED, run(config, "-Dbalsa.member.id=4"));
        assertError("directory " + member + " belongs to cluster 7 member 2, not to cluster 7 member 4; " +
            "check the path");
        assertEquals(ExitCode.FAILED, run(config, "-Dbalsa.cluster.id=8"));
        assertError("belongs to cluster 7 member 2, not to cluster 8 member 2");
        assertEquals(ExitCode.USAGE, run(config, "elsewhere", "-Dbalsa.dir=" + member));
        assertError("elsewhere is not balsa.dir=" + member + "; give one of them");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--timeout=soon | --timeout=soon: not a time such as 500ms or 2s",
        "--timeout=0s   | --timeout=0s: must be more than nothing",
        "--members=4=localhost:1:2 | balsa.member.id=2: not in balsa.members=4=localhost:1:2",
        "--members=x    | 'x' is no member",
    })
    void shouldRefuseWrongOptions(final String option, final String text)
    {
        assertEquals(ExitCode.USAGE, run(member.toString(), option,
            option.startsWith("--members") ? "--timeout=1s" : "--members=" + members));
        assertError(text);
    }

    @Test
    void shouldAskForWhatIsMissing()
    {
        assertEquals(ExitCode.USAGE, run());
        assertError("balsa.member.id is missing");
        assertEquals(ExitCode.USAGE, run(member.toString()));
        assertError("balsa.members is missing");
    }

    @Test
    void shouldAskWhereFrom()
    {
        final StringWriter text = new StringWriter();
        final PrintWriter printer = new PrintWriter(text);
        assertEquals(ExitCode.USAGE, Balsa.execute(
            new String[]{"log", "repair", member.toString(), "--members", members}, printer, printer));
        assertEquals("balsa: from where? --from-peer fetches what is lost from the members that run; " +
            "see 'balsa log repair --help'", text.toString().strip());
    }

    @Test
    void shouldRefuseADirectoryInUse()
    {
        try (MemberStorage storage = open())
        {
            assertEquals(20, storage.log().lastIndex());
            assertEquals(ExitCode.FAILED, runOnMember());
            assertError("directory " + member + " is in use by a running member or tool; stop it first");
        }
    }

    @Test
    void shouldNameWhoCannotBeReached() throws IOException
    {
        damageEntry(5);
        final byte[] before = Files.readAllBytes(member.resolve(SEGMENT));
        assertEquals(ExitCode.UNREACHABLE, runOnMember("--timeout", "300ms"));
        assertEquals(member + ": whole up to index 4, still damaged", out.strip());
        assertTrue(lastError().startsWith("balsa: " + SEGMENT + " is still damaged, index 5: nothing has come within " +
            "300ms from " + peer + ", member 5 at localhost:"), err);
        assertTrue(lastError().endsWith("; start the member, check its address, or wait longer with --timeout"), err);
        assertEquals(ExitCode.UNREACHABLE, runOnMember("--timeout=300ms", "--start-over", "--yes-i-know", "--json"));
        assertTrue(out.contains("\"lastIndex\":4,\"ok\":false,\"repaired\":[]"), out);
        assertArrayEquals(before, Files.readAllBytes(member.resolve(SEGMENT)));
    }

    @Test
    void shouldStartOverOnlyWhenTold() throws IOException
    {
        damageTheEnd();
        final byte[] before = Files.readAllBytes(member.resolve(SEGMENT));
        assertEquals(ExitCode.FAILED, runOnMember());
        assertEquals("balsa: " + SEGMENT + " is still damaged, from index 21 on: no member can prove what is lost; " +
            "restore the directory from a backup, or give it up with --start-over", lastError());
        assertEquals(ExitCode.USAGE, runOnMember("--start-over"));
        assertError("where no member can prove what is lost, this would remove all from index 21 on of cluster 7 " +
            "member 2, which may have been acknowledged, and fence the member; --yes-i-know does it");
        assertArrayEquals(before, Files.readAllBytes(member.resolve(SEGMENT)));
        assertEquals(ExitCode.OK, runOnMember("--start-over", "--yes-i-know"));
        assertEquals(List.of(
            "segment                       first  last  bytes  what",
            SEGMENT + "  21     -     -      cut",
            "",
            member + ": whole up to index 20, no damage left"), out.lines().toList());
        try (MemberStorage storage = open())
        {
            assertEquals(20, storage.log().lastIndex());
            assertEquals(1, storage.termStateStore().fencedTerm());
        }
    }

    @Test
    void shouldNotStartOverWhereNoLeaderCouldMakeItWhole() throws IOException
    {
        damageTheEnd();
        assertEquals(ExitCode.FAILED, run(member.toString(), "--members", members.substring(0, members.indexOf(',')),
            "--start-over", "--yes-i-know"));
        assertTrue(lastError().endsWith("restore the directory from a backup"), err);
    }

    /** What is no entry cannot be fetched: it is not passed over in silence. */
    @Test
    void shouldNameWhatNoOtherMemberCanGiveBack() throws IOException
    {
        final int slotLength = (int)Files.size(member.resolve("term-state")) / 2;
        damage("term-state", 20);
        damage("term-state", slotLength + 20);
        assertEquals(ExitCode.FAILED, runOnMember());
        assertEquals("", out);
        assertEquals("balsa: " + member + " is damaged where other members cannot help: " +
            "term-state: neither slot holds: a vote may be lost; replace the member", lastError());
    }
}
