package io.balsa.node;

import io.balsa.node.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        final Pattern line = Pattern.compile("^ +config +Check ", Pattern.MULTILINE);
        assertTrue(line.matcher(out.toString()).find(), out::toString);
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

    private int run(final String... args)
    {
        return Balsa.execute(args, new PrintWriter(out), new PrintWriter(err));
    }
}
