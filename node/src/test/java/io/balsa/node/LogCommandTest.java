package io.balsa.node;

import io.balsa.codecs.storage.EntryType;
import io.balsa.log.mmap.CommittedLogReader;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.node.command.ExitCode;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code balsa log} over directories that are whole, empty, damaged, live and of others. */
@Timeout(60)
class LogCommandTest extends CommandLineFixture
{
    private static final int SEGMENT_LENGTH = 64 * 1024;
    private static final String FIRST = "log-00000000000000000001.seg";
    private static final String SECOND = "log-00000000000000000058.seg";
    private static final int FRAME_LENGTH = 1064;

    /** Of entry 101. */
    private static final int SECTOR_IN_LAST = 50176;

    @TempDir
    private Path directory;

    private MemberStorage open()
    {
        return MemberStorage.open(new MemberStorage.Context()
            .directory(directory.toFile())
            .clusterId(7)
            .memberId(2)
            .incarnationSource(() -> 0xABC)
            .segmentLength(SEGMENT_LENGTH)
            .payloadLengthMax(16 * 1024)
            // It stands still, so the log is never idle.
            .nanoClock(() -> 0));
    }

    private static AgentInvoker start(final MemberStorage storage)
    {
        final AgentInvoker agent = new AgentInvoker(Throwable::printStackTrace, null, storage.syncAgent());
        agent.start();
        drain(agent);
        return agent;
    }

    private static void drain(final AgentInvoker agent)
    {
        while (agent.invoke() > 0)
        {
            Thread.onSpinWait();
        }
    }

    private static void append(final MemberStorage storage, final AgentInvoker agent, final int count)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[1000]);
        payload.setMemory(0, 1000, (byte)'x');
        for (int i = 0; i < count; i++)
        {
            final long index = storage.log().lastIndex() + 1;
            payload.putBytes(0, ("entry " + index + "\n\"").getBytes(StandardCharsets.US_ASCII));
            while (storage.log().append(
                1 + index / 60, EntryType.COMMAND, 1_000_000_001L * index, 5, index, index - 1, payload, 0, 1000) < 0)
            {
                sync(storage, agent);
            }
        }
        sync(storage, agent);
    }

    private static void sync(final MemberStorage storage, final AgentInvoker agent)
    {
        for (int i = 0; i < 3; i++)
        {
            storage.log().requestSync();
            drain(agent);
            storage.log().syncedIndex();
        }
    }

    /** A log that has ended in good order, with entries in two segments. */
    private void create(final int count)
    {
        try (MemberStorage storage = open(); AgentInvoker agent = start(storage))
        {
            append(storage, agent, count);
        }
        // A start marks all of it as durable.
        open().close();
    }

    private void flip(final String file, final int offset) throws IOException
    {
        final Path path = directory.resolve(file);
        final byte[] bytes = Files.readAllBytes(path);
        bytes[offset] ^= 1;
        Files.write(path, bytes);
    }

    private static int frame(final int entry)
    {
        return 4096 + entry * FRAME_LENGTH;
    }

    private Map<String, byte[]> content() throws IOException
    {
        final Map<String, byte[]> content = new HashMap<>();
        try (Stream<Path> files = Files.list(directory))
        {
            for (final Path file : files.toList())
            {
                content.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return content;
    }

    @Test
    void shouldDescribeALog()
    {
        create(100);
        assertEquals(ExitCode.OK, execute("log", "describe", directory));
        assertEquals("", err);
        assertTrue(out.startsWith("directory  " + directory + System.lineSeparator()), out);
        for (final String line : List.of(
            "member     2 of cluster 7, incarnation 0000000000000abc",
            "term       0, no vote",
            "entries    1 to 100",
            FIRST + "  1      57    57       1          64744       65536   sealed",
            SECOND + "  58     100   43       2          49848       65536   open"))
        {
            assertTrue(out.lines().anyMatch(line::equals), () -> line + "\n" + out);
        }
    }

    @Test
    void shouldDescribeALogInOneLineOfJson()
    {
        create(100);
        assertEquals(ExitCode.OK, execute("log", "describe", directory, "--json"));
        assertEquals(1, out.lines().count());
        assertTrue(out.startsWith("{\"directory\":\"" + directory + "\",\"live\":false,\"clusterId\":7," +
            "\"memberId\":2,\"incarnation\":\"0000000000000abc\",\"termState\":{\"term\":0,\"votedFor\":-1," +
            "\"fencedTerm\":0,\"goodSlots\":2},\"firstIndex\":1,\"lastIndex\":100,\"watermark\":{\"segment\":\"" +
            SECOND), out);
        assertTrue(out.contains("\"segments\":[{\"file\":\"" + FIRST + "\",\"firstIndex\":1,\"lastIndex\":57," +
            "\"prevTerm\":0,\"lastTerm\":1,\"usedBytes\":64744,\"lengthBytes\":65536,\"sealed\":true},"), out);
    }

    @Test
    void shouldDumpARange()
    {
        create(100);
        assertEquals(ExitCode.OK, execute("log", "dump", directory, "--from", 59, "--to", 61));
        assertEquals(4, out.lines().count(), out);
        assertEquals("60          2       COMMAND        1970-01-01T00:01:00.000000060Z  5                     60    " +
            "      1000      good      656e7472792036300a22787878787878  entry 60.\"xxxxxx",
            out.lines().toList().get(2));
        assertEquals(ExitCode.OK, execute("log", "dump", directory, "--limit", 2, "--json", "--payload-bytes", 3));
        assertEquals("{\"index\":1,\"good\":true,\"file\":\"" + FIRST + "\",\"offset\":4096,\"length\":1064," +
            "\"term\":1,\"type\":\"COMMAND\",\"time\":\"1970-01-01T00:00:01.000000001Z\",\"timestampNs\":1000000001," +
            "\"sessionId\":5,\"sequence\":1,\"ackedSequence\":0,\"payloadLength\":1000,\"payload\":\"656e74\"}",
            out.lines().toList().get(0));
        assertEquals(2, out.lines().count());
        assertEquals(ExitCode.OK, execute("log", "dump", directory, "--from", 101));
        assertEquals(1, out.lines().count());
    }

    @ParameterizedTest
    @CsvSource({"--from,0", "--to,0", "--limit,-1", "--payload-bytes,-1"})
    void shouldRefuseARangeThatIsNone(final String option, final String value)
    {
        create(10);
        assertEquals(ExitCode.USAGE, execute("log", "dump", directory, option, value));
        assertError(option + "=" + value);
    }

    @Test
    void shouldDumpWhatIsDamagedAsSuch() throws IOException
    {
        create(100);
        flip(FIRST, frame(9) + 500);
        flip(SECOND, frame(2) + 9);
        assertEquals(ExitCode.OK, execute("log", "dump", directory));
        final List<String> lines = out.lines().toList();
        assertEquals(101, lines.size());
        assertEquals("10          -       -              -                               -                     -     " +
            "      1064      BAD       " + FIRST + " at offset 13672", lines.get(10));
        assertTrue(lines.get(60).startsWith("60 ") && lines.get(60).contains(" BAD "), lines.get(60));
        assertTrue(lines.get(61).startsWith("61 ") && lines.get(61).contains(" good "), lines.get(61));
        assertEquals(ExitCode.OK, execute("log", "dump", directory, "--json", "--from", 10, "--limit", 1));
        assertEquals("{\"index\":10,\"good\":false,\"file\":\"" + FIRST + "\",\"offset\":13672,\"length\":1064}",
            out.strip());
    }

    @Test
    void shouldFindAnEntryAndItsNeighbours()
    {
        create(100);
        assertEquals(ExitCode.OK, execute("log", "find-index", directory, 58));
        assertEquals("""
            index  term  type     file                          offset  length  checksum
            57     1     COMMAND  log-00000000000000000001.seg  63680   1064    good
            58     1     COMMAND  log-00000000000000000058.seg  4096    1064    good
            59     1     COMMAND  log-00000000000000000058.seg  5160    1064    good
            """, out);
        assertEquals(ExitCode.OK, execute("log", "find-index", directory, 1, "--json"));
        assertEquals("{\"before\":null,\"entry\":{\"index\":1,\"term\":1,\"type\":\"COMMAND\",\"file\":\"" + FIRST +
            "\",\"offset\":4096,\"length\":1064,\"good\":true},\"after\":{\"index\":2,\"term\":1," +
            "\"type\":\"COMMAND\",\"file\":\"" + FIRST + "\",\"offset\":5160,\"length\":1064,\"good\":true}}",
            out.strip());
        assertEquals(ExitCode.OK, execute("log", "find-index", directory, 100));
        assertEquals(3, out.lines().count());
        assertEquals(ExitCode.FAILED, execute("log", "find-index", directory, 101));
        assertError("index 101 is not in the log of " + directory + ", which holds 1 to 100");
        assertEquals(ExitCode.USAGE, execute("log", "find-index", directory, 0));
        assertError("INDEX=0: must be 1 or more");
    }

    @Test
    void shouldFindNothingInFrontOfALogThatBeginsLater()
    {
        try (MemberStorage storage = open(); AgentInvoker agent = start(storage))
        {
            append(storage, agent, 200);
            storage.log().truncatePrefix(100);
            sync(storage, agent);
        }
        assertEquals(ExitCode.FAILED, execute("log", "find-index", directory, 5));
        assertError("index 5 is not in the log of " + directory + ", which holds 58 to 200");
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertTrue(out.contains("index 58 to 200, no damage"), out);
        assertEquals(ExitCode.OK, execute("log", "dump", directory, "--limit", 1));
        assertTrue(out.lines().toList().get(1).startsWith("58 "), out);
    }

    @Test
    void shouldVerifyALog()
    {
        create(100);
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertEquals(directory + ": index 1 to 100, no damage", out.strip());
        assertEquals(ExitCode.OK, execute("log", "verify", directory, "--json"));
        assertEquals("{\"directory\":\"" + directory + "\",\"live\":false,\"firstIndex\":1,\"lastIndex\":100," +
            "\"ok\":true,\"findings\":[]}", out.strip());
    }

    @Test
    void shouldTellEveryDamage() throws IOException
    {
        create(200);
        flip(FIRST, 20);
        flip(FIRST, frame(9) + 500);
        flip(FIRST, frame(20) + 1000);
        flip(SECOND, SEGMENT_LENGTH - 100);
        flip(SECOND, frame(0) + 5);
        flip("log-00000000000000000172.seg", frame(3) + 300);
        flip("identity", 30);
        final Map<String, byte[]> before = content();
        assertEquals(ExitCode.FAILED, execute("log", "verify", directory));
        assertEquals("""
            file                          offset  index  kind    what
            log-00000000000000000001.seg  0       1      DAMAGE  the header or its copy does not hold; the next start \
            mends it
            identity                      0       -      DAMAGE  it does not hold; the term state says whose \
            directory it is
            log-00000000000000000001.seg  13672   10     DAMAGE  the entry does not hold
            log-00000000000000000001.seg  25376   21     DAMAGE  the entry does not hold
            log-00000000000000000058.seg  65472   -      DAMAGE  the footer or the offsets of the entries \
            do not hold; the next start mends them
            log-00000000000000000058.seg  4096    58     DAMAGE  the entry does not hold
            log-00000000000000000172.seg  7288    175    DAMAGE  the entry does not hold
            """, out.substring(0, out.indexOf(System.lineSeparator() + System.lineSeparator()) + 1));
        assertTrue(out.strip().endsWith(directory + ": index 1 to 200, 7 damages"), out);
        assertEquals(ExitCode.FAILED, execute("log", "verify", directory, "--json"));
        assertTrue(out.contains("\"ok\":false,\"findings\":[{\"file\":\"" + FIRST + "\",\"offset\":0,\"index\":1," +
            "\"damage\":true,\"what\":"), out);
        final Map<String, byte[]> after = content();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }

    @Test
    void shouldTellWhichFilesAreMissing() throws IOException
    {
        create(200);
        Files.delete(directory.resolve(SECOND));
        Files.delete(directory.resolve("term-state"));
        assertEquals(ExitCode.FAILED, execute("log", "verify", directory));
        assertTrue(out.contains("the entries up to index 114 are missing"), out);
        assertTrue(out.contains("it is missing: a vote may be lost; replace the member"), out);
        Files.delete(directory.resolve("log-00000000000000000172.seg"));
        assertEquals(ExitCode.FAILED, execute("log", "verify", directory));
        assertTrue(out.contains("the segment is missing, the one before it is sealed"), out);
    }

    /** A slot that a killed process has left half written says less, and nothing is lost by it. */
    @Test
    void shouldNoteWhatTheNextStartPutsInOrder() throws IOException
    {
        create(100);
        flip("term-state", 20);
        flip(SECOND, 512 + 20);
        Files.createFile(directory.resolve("truncate-00000000000000000090"));
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertEquals(3, out.lines().filter(line -> line.contains(" note ")).count(), out);
        assertTrue(out.contains("index 1 to 89, no damage"), out);
        assertEquals(ExitCode.OK, execute("log", "describe", directory));
        assertTrue(out.contains("entries    1 to 89"), out);
    }

    @Test
    void shouldTellATornTailFromDamage() throws IOException
    {
        create(100);
        final Path path = directory.resolve(SECOND);
        final byte[] torn;
        try (MemberStorage storage = open(); AgentInvoker agent = start(storage))
        {
            append(storage, agent, 1);
            // As the death of the process leaves it: a close says that all is durable.
            torn = Files.readAllBytes(path);
        }
        torn[frame(43) + 500] ^= 1;
        Files.write(path, torn);
        assertEquals(ExitCode.FAILED, execute("log", "verify", directory));
        assertTrue(out.contains("was not torn: it may have been acknowledged"), out);
        Arrays.fill(torn, SECTOR_IN_LAST, SECTOR_IN_LAST + 512, (byte)0);
        Files.write(path, torn);
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertTrue(out.contains("the last write is torn; the next start cuts it"), out);
        open().close();
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertEquals(directory + ": index 1 to 100, no damage", out.strip());
    }

    @Test
    void shouldLookAtAnEmptyLog()
    {
        open().close();
        assertEquals(ExitCode.OK, execute("log", "describe", directory));
        assertTrue(out.contains("entries    none, the next one has index 1"), out);
        assertEquals(ExitCode.OK, execute("log", "dump", directory));
        assertEquals(1, out.lines().count());
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertEquals(directory + ": no entries, no damage", out.strip());
        assertEquals(ExitCode.FAILED, execute("log", "find-index", directory, 1));
        assertError("which holds 1 to 0");
        assertEquals(ExitCode.USAGE, execute("log", "truncate", directory, "--after", 0, "--yes-i-know"));
        assertError("there is nothing to cut behind it");
    }

    @Test
    void shouldLookAtWhatIsCommittedWhereAMemberRuns()
    {
        try (MemberStorage storage = open(); AgentInvoker agent = start(storage))
        {
            append(storage, agent, 100);
            storage.log().committed(80);
            drain(agent);
            assertEquals(ExitCode.OK, execute("log", "describe", directory));
            assertTrue(out.contains(", in use"), out);
            assertTrue(out.contains("entries    1 to 80, committed"), out);
            assertEquals(ExitCode.OK, execute("log", "dump", directory));
            assertEquals(81, out.lines().count());
            assertEquals(ExitCode.OK, execute("log", "verify", directory));
            assertEquals(directory + ": index 1 to 80 (committed, in use), no damage", out.strip());
            assertEquals(ExitCode.FAILED, execute("log", "find-index", directory, 81));
            assertError("which holds 1 to 80 (committed)");
            assertEquals(ExitCode.FAILED, execute("log", "truncate", directory, "--after", 5, "--yes-i-know"));
            assertError("is in use by a running member or tool; stop it first");
            append(storage, agent, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe", "dump", "verify", "find-index", "truncate", "repair"})
    void shouldRefuseADirectoryThatIsNoMembers(final String command) throws IOException
    {
        final Path missing = directory.resolve("missing");
        assertEquals(ExitCode.FAILED, runOn(command, missing));
        assertError(missing + " is not a directory; check the path");
        assertTrue(Files.notExists(missing));
        assertEquals(ExitCode.FAILED, runOn(command, directory));
        assertError(directory + " is not the directory of a member; check the path");
        Files.writeString(directory.resolve("letter.txt"), "dear");
        assertEquals(ExitCode.FAILED, runOn(command, directory));
        assertError("holds letter.txt, which is not of a member");
    }

    private int runOn(final String command, final Path path)
    {
        return switch (command)
        {
            case "find-index" -> execute("log", command, path, 1);
            case "truncate" -> execute("log", command, path, "--after", 1, "--yes-i-know");
            case "repair" -> execute("log", command, path, "--from-peer", "--members", "2=localhost:1:2");
            default -> execute("log", command, path);
        };
    }

    @Test
    void shouldTruncateOnlyWhenTold() throws IOException
    {
        create(100);
        final Map<String, byte[]> before = content();
        assertEquals(ExitCode.USAGE, execute("log", "truncate", directory, "--after", 40));
        assertError("this would remove index 41 to 100 of cluster 7 member 2, which may have been acknowledged, and " +
            "fence the member; --yes-i-know does it");
        final Map<String, byte[]> after = content();
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
        assertEquals(ExitCode.USAGE, execute("log", "truncate", directory, "--yes-i-know"));
        assertError("--after");
        assertEquals(ExitCode.USAGE, execute("log", "truncate", directory, "--after", 100, "--yes-i-know"));
        assertError("--after=100: the log of " + directory + " holds 1 to 100, there is nothing to cut behind it");
        assertEquals(ExitCode.USAGE, execute("log", "truncate", directory, "--after", -1, "--yes-i-know"));
    }

    @Test
    void shouldTruncateAndFence()
    {
        create(100);
        assertEquals(ExitCode.OK, execute("log", "truncate", directory, "--after", 40, "--yes-i-know"));
        assertEquals("removed index 41 to 100 of cluster 7 member 2; it is fenced until a later leader has " +
            "made its log whole", out.strip());
        assertEquals(ExitCode.OK, execute("log", "verify", directory));
        assertEquals(directory + ": index 1 to 40, no damage", out.strip());
        try (MemberStorage storage = open())
        {
            assertEquals(40, storage.log().lastIndex());
            assertEquals(1, storage.termStateStore().term());
            assertEquals(1, storage.termStateStore().fencedTerm());
        }
        assertEquals(ExitCode.OK, execute("log", "describe", directory));
        assertTrue(out.contains("term       1, no vote, fenced until an entry of a term above 1"), out);
        assertEquals(ExitCode.OK, execute("log", "truncate", directory, "--after", 0, "--yes-i-know", "--json"));
        assertEquals("{\"clusterId\":7,\"memberId\":2,\"removedFromIndex\":1,\"removedToIndex\":40,\"lastIndex\":0," +
            "\"damaged\":false,\"fenced\":true}", out.strip());
    }

    @Test
    void shouldTruncateADamagedLogInFrontOfItsDamage() throws IOException
    {
        create(100);
        flip(FIRST, frame(9) + 500);
        assertEquals(ExitCode.USAGE, execute("log", "truncate", directory, "--after", 20, "--yes-i-know"));
        assertError("holds 1 to 9 in front of its damage, it can be cut behind one of these");
        assertEquals(ExitCode.OK, execute("log", "truncate", directory, "--after", 9, "--yes-i-know"));
        try (MemberStorage storage = open())
        {
            assertEquals(9, storage.log().lastIndex());
        }
    }

    @Test
    void shouldAskForACommand()
    {
        assertEquals(ExitCode.USAGE, execute("log"));
        assertError("which command?; see 'balsa log --help'");
        assertEquals(ExitCode.USAGE, execute("log", "verify"));
        assertEquals(ExitCode.OK, execute("log", "--help"));
        for (final String command : List.of("describe", "dump", "find-index", "verify", "repair", "truncate"))
        {
            assertTrue(out.contains("  " + command + " "), out);
        }
    }

    /** What a reader follows is not hindered by what looks at the directory. */
    @Test
    void shouldLetAReaderFollow()
    {
        create(100);
        try (MemberStorage storage = open(); AgentInvoker agent = start(storage))
        {
            storage.log().committed(97);
            drain(agent);
        }
        try (CommittedLogReader reader = CommittedLogReader.open(directory.toFile()))
        {
            assertEquals(ExitCode.OK, execute("log", "verify", directory));
            assertEquals(97, reader.poll((header, buffer, offset, length) -> assertEquals(1000, length), 1000));
        }
    }
}
