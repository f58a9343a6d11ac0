package io.balsa.node.demo;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.command.ExitCode;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whole demonstrations: that they come out well, and that nothing is left of them however they end. */
@Timeout(120)
class DemoSystemTest
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final List<String> KEYS = List.of("members", "commands", "acknowledged", "lost", "duplicated",
        "failoverMs", "p50Us", "p99Us", "p999Us", "maxUs", "commitsPerSecond", "digestsEqual", "logsEqual", "ok");

    @TempDir
    private Path dir;

    private Path temporary;

    @BeforeEach
    void setUp() throws IOException
    {
        temporary = Files.createDirectory(dir.resolve("tmp"));
    }

    @AfterEach
    void cleanUp() throws IOException
    {
        final List<Path> roots = new ArrayList<>(List.of(root()));
        try (Stream<Path> unfinished = Files.list(temporary))
        {
            unfinished.forEach(roots::add);
        }
        for (final Path root : roots)
        {
            for (final Path left : inSharedMemory(root.getFileName().toString()))
            {
                IoUtil.delete(left.toFile(), true);
            }
        }
    }

    @Test
    void shouldComeOutWellInOneProcess() throws IOException
    {
        final DemoPlan plan = new DemoPlan(3, 3_000, 64, 32, SyncMode.SYNC, true, 1, root(), true);
        final StringWriter told = new StringWriter();
        final DemoReport report =
            new Demo(plan, new StopRequest("demo"), new Console(new PrintWriter(told), false)).run();
        final StringWriter text = new StringWriter();
        report.printText(new PrintWriter(text, true));
        assertTrue(report.isOk(), text::toString);
        assertTrue(text.toString().contains("verdict         ok: every acknowledged command"), text::toString);
        assertTrue(told.toString().contains("3000 of 3000 commands acknowledged"), told::toString);
        assertEquals(List.of(), left());
        try (Stream<Path> kept = Files.list(root()))
        {
            assertEquals(List.of("member-0", "member-1", "member-2"),
                kept.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void shouldComeOutWellWithProcessesThatAreKilled() throws Exception
    {
        try (BalsaProcess process = BalsaProcess.startWithTemporary(dir, temporary, "demo", "--json",
            "--commands", "4000", "--kills", "2"))
        {
            assertEquals(ExitCode.OK, process.awaitEnd(), process::toString);
            final String json = process.out();
            assertEquals(KEYS, keys(json));
            assertTrue(json.startsWith("{\"members\":3,\"commands\":4000,\"acknowledged\":4000,\"lost\":0," +
                "\"duplicated\":0,\"failoverMs\":"), json);
            assertTrue(json.endsWith("\"digestsEqual\":true,\"logsEqual\":true,\"ok\":true}\n"), json);
            assertNothingLeft(process);
        }
    }

    @Test
    void shouldTakeADirectoryAndLeaveItAsItWas() throws Exception
    {
        Files.createDirectory(root());
        final DemoPlan plan = new DemoPlan(3, 100, 8, 1, SyncMode.ASYNC, true, 0, root(), false);
        final DemoReport report =
            new Demo(plan, new StopRequest("demo"), new Console(new PrintWriter(new StringWriter()), false)).run();
        assertTrue(report.isOk());
        assertTrue(report.toJson().contains("\"failoverMs\":null"), report::toJson);
        assertEquals(0, root().toFile().list().length);
    }

    @Test
    void shouldRefuseADirectoryThatIsNotEmpty() throws Exception
    {
        Files.createDirectory(root());
        Files.writeString(root().resolve("letter"), "dear");
        try (BalsaProcess process = BalsaProcess.start(dir, "demo", "--dir", root().toString()))
        {
            assertEquals(ExitCode.FAILED, process.awaitEnd(), process::toString);
            assertEquals("balsa: directory " + root() + " is not empty; choose an empty or a new one with --dir\n",
                process.err());
        }
        assertEquals("dear", Files.readString(root().resolve("letter")));
        assertEquals(List.of(), left());
    }

    @ParameterizedTest
    @CsvSource({"INT,starting 3 members,130", "INT,leads,130", "TERM,killed member,143"})
    void shouldLeaveNothingWhenToldToEnd(final String signal, final String when, final int exitCode) throws Exception
    {
        final String commands = when.startsWith("killed") ? "1000" : "1000000";
        try (BalsaProcess process = BalsaProcess.startWithTemporary(dir, temporary, "demo", "--commands", commands))
        {
            process.awaitText(when);
            process.signal(signal);
            assertEquals(exitCode, process.awaitEnd(), process::toString);
            assertNothingLeft(process);
            assertEquals("", process.out());
        }
    }

    @Test
    void shouldFailWhenAMemberEndsThatItHasNotKilled() throws Exception
    {
        try (BalsaProcess process = BalsaProcess.startWithTemporary(dir, temporary, "demo"))
        {
            process.awaitText("leads");
            process.children().get(0).destroyForcibly();
            assertEquals(ExitCode.FAILED, process.awaitEnd(), process::toString);
            assertTrue(process.err().lines().toList().get((int)process.err().lines().count() - 1)
                .contains(" has ended with exit code 137: "), process::toString);
            assertNothingLeft(process);
        }
    }

    @Test
    void shouldTakeItsMembersAlongWhenItIsKilled() throws Exception
    {
        try (BalsaProcess process = BalsaProcess.start(dir, "demo", "--dir", root().toString()))
        {
            process.awaitText("leads");
            final List<ProcessHandle> members = process.children();
            assertEquals(3, members.size());
            process.signal("KILL");
            process.awaitEnd();
            for (final ProcessHandle member : members)
            {
                member.onExit().get(20, TimeUnit.SECONDS);
            }
        }
    }

    private void assertNothingLeft(final BalsaProcess process) throws IOException
    {
        assertEquals(List.of(), process.children());
        assertEquals(0, temporary.toFile().list().length, () -> List.of(temporary.toFile().list()).toString());
        final Matcher root = Pattern.compile("members in .*/(\\S+)").matcher(process.err());
        assertTrue(root.find(), process::toString);
        assertEquals(List.of(), inSharedMemory(root.group(1)));
    }

    /** With a name that nobody else has. */
    private Path root()
    {
        return dir.resolve("demo-" + dir.getFileName());
    }

    private List<Path> left() throws IOException
    {
        return inSharedMemory(root().getFileName().toString());
    }

    private static List<Path> inSharedMemory(final String name) throws IOException
    {
        if (!Files.isDirectory(SHARED_MEMORY))
        {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(SHARED_MEMORY))
        {
            return paths.filter(path -> path.getFileName().toString().contains(name)).toList();
        }
    }

    private static List<String> keys(final String json)
    {
        final List<String> keys = new ArrayList<>();
        final Matcher matcher = Pattern.compile("\"(\\w+)\":").matcher(json);
        while (matcher.find())
        {
            keys.add(matcher.group(1));
        }
        return keys;
    }
}
