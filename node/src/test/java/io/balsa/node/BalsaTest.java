package io.balsa.node;

import io.balsa.log.mmap.MemberStorage;
import io.balsa.node.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BalsaTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    @Test
    void shouldListItsCommands()
    {
        assertEquals(ExitCode.OK, run("--help"));
        for (final String command : List.of("node +Run ", "status +Ask ", "counters +Print ", "log +Look ",
            "snapshot +Take ", "demo +Start ", "config +Check "))
        {
            final Pattern line = Pattern.compile("^ +" + command, Pattern.MULTILINE);
            assertTrue(line.matcher(out.toString()).find(), out::toString);
        }
        assertTrue(out.toString().contains("Exit codes:"), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void shouldTellItsVersion()
    {
        assertEquals(ExitCode.OK, run("--version"));
        assertTrue(out.toString().startsWith("balsa "), out::toString);
    }

    @Test
    void shouldAskForACommand()
    {
        assertEquals(ExitCode.USAGE, run());
        assertEquals("balsa: which command?; see 'balsa --help'" + System.lineSeparator(), err.toString());
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowInOneLine()
    {
        assertEquals(ExitCode.USAGE, run("config", "--conifg", "x"));
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains("see 'balsa config --help'"), err::toString);
    }

    @Test
    void shouldPrintTheConfigurationInForce() throws IOException
    {
        final Path file = Files.writeString(dir.resolve("node.properties"),
            "balsa.member.id=0\nbalsa.members=0=localhost:9000:9100\nbalsa.dir=/tmp/x\n");
        assertEquals(ExitCode.OK, run("config", "--config", file.toString(), "-Dbalsa.cluster.id=9"), err::toString);
        assertTrue(out.toString().contains("balsa.cluster.id=9"), out::toString);
        assertEquals(NodeOption.values().length, out.toString().lines().count());
    }

    @Test
    void shouldListEveryOption()
    {
        assertEquals(ExitCode.OK, run("config", "--list"));
        assertEquals(2L * NodeOption.values().length, out.toString().lines().count());
    }

    @Test
    void shouldRefuseAWrongConfigurationInOneLine()
    {
        assertEquals(ExitCode.USAGE, run("config", "-Dbalsa.member.id=x"));
        assertEquals(
            "balsa: balsa.member.id=x: not a number; allowed: 0 to 65535" + System.lineSeparator(), err.toString());
    }

    @Test
    void shouldRefuseAnOverrideOfSomethingElse()
    {
        assertEquals(ExitCode.USAGE, run("config", "-Dmember.id=x"));
        assertEquals(
            "balsa: -Dmember.id: options of a member start with 'balsa.'" + System.lineSeparator(), err.toString());
    }

    @Test
    void shouldShowWhereAnErrorCameFromWhenAsked()
    {
        assertEquals(ExitCode.USAGE, run("config", "-v", "-Dbalsa.member.id=x"));
        assertTrue(err.toString().contains("at io.balsa.node."), err::toString);
    }

    @Test
    void shouldNameADirectoryThatCannotBeCreated() throws IOException
    {
        final Path file = Files.writeString(dir.resolve("file"), "");
        assertEquals(ExitCode.FAILED, node(file.resolve("member")));
        assertOneLine("cannot create directory " + file.resolve("member"));
    }

    @Test
    void shouldLeaveAForeignDirectoryAsItIs() throws IOException
    {
        final Path letter = Files.writeString(dir.resolve("letter.txt"), "dear");
        assertEquals(ExitCode.FAILED, node(dir));
        assertOneLine("holds letter.txt, which is not of a member");
        assertEquals("dear", Files.readString(letter));
        assertEquals(List.of("letter.txt"), List.of(dir.toFile().list()));
    }

    @Test
    void shouldLeaveTheDirectoryOfAnotherMemberAsItIs() throws IOException
    {
        storage(7);
        assertEquals(ExitCode.FAILED, node(dir));
        assertOneLine("belongs to cluster 1 member 7, not to cluster 1 member 0");
        storage(7);
    }

    @Test
    void shouldRefuseADamagedDirectory() throws IOException
    {
        storage(0);
        final Path termState = dir.resolve("term-state");
        final byte[] damaged = Files.readAllBytes(termState);
        damaged[20] ^= 1;
        damaged[damaged.length / 2 + 20] ^= 1;
        Files.write(termState, damaged);
        assertEquals(ExitCode.FAILED, node(dir));
        assertOneLine("is damaged in both slots");
        assertArrayEquals(damaged, Files.readAllBytes(termState));
    }

    @Test
    void shouldRefuseAMemberThatIsNotInTheList()
    {
        assertEquals(ExitCode.USAGE, run("node", "-Dbalsa.member.id=3", "-Dbalsa.members=0=localhost:9000:9100",
            "-Dbalsa.dir=" + dir));
        assertOneLine("balsa.member.id=3: not in balsa.members=0=localhost:9000:9100");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--cluster=0=nowhere               | 2 | nowhere",
        "--cluster=0=127.0.0.1:1 --timeout=soon | 2 | --timeout=soon: not a time such as 500ms or 2s",
        "--cluster=0=127.0.0.1:1 --timeout=0ms  | 2 | connectTimeoutNs=0",
        "--timeout=1s                      | 2 | --cluster",
    })
    void shouldRefuseAWrongQuestionForStatus(final String args, final int exitCode, final String text)
    {
        assertEquals(exitCode, run(("status " + args).split(" ", -1)), err::toString);
        assertOneLine(text);
    }

    @Test
    void shouldSayThatNobodyAnswers()
    {
        assertEquals(ExitCode.UNREACHABLE,
            run("status", "--cluster", "0=127.0.0.1:1,1=127.0.0.1:2", "--timeout", "200ms"), err::toString);
        assertEquals(2, out.toString().lines().filter(line -> line.contains("unreachable: ")).count(), out::toString);
    }

    private int node(final Path directory)
    {
        return run("node", "-Dbalsa.member.id=0", "-Dbalsa.members=0=localhost:9000:9100",
            "-Dbalsa.segment.length=4m", "-Dbalsa.dir=" + directory);
    }

    private void storage(final int memberId)
    {
        MemberStorage.open(new MemberStorage.Context()
            .directory(dir.toFile())
            .clusterId(1)
            .memberId(memberId)
            .segmentLength(MemberStorage.Context.SEGMENT_LENGTH_MIN)
            .payloadLengthMax(1024)).close();
    }

    private void assertOneLine(final String text)
    {
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("balsa: ") && err.toString().contains(text), err::toString);
        assertFalse(err.toString().contains("--verbose"), "what is expected needs no trace");
    }

    private int run(final String... args)
    {
        return Balsa.execute(args, new PrintWriter(out), new PrintWriter(err));
    }
}
