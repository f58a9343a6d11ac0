package io.balsa.node;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The launcher, with a Java and a Maven that only say how they were called. */
@Timeout(60)
class LauncherTest
{
    @TempDir
    private Path dir;

    private Path home;
    private Path jar;
    private String output;
    private long pid;

    @BeforeEach
    void setUp() throws IOException
    {
        home = Files.createDirectories(dir.resolve("a home"));
        jar = home.resolve("node/target/balsa.jar");
        Files.copy(Path.of("../balsa"), home.resolve("balsa"));
        assertTrue(home.resolve("balsa").toFile().setExecutable(true));
        Files.writeString(home.resolve("pom.xml"), "");
        java("17");
        script(dir.resolve("bin/mvn"), "echo '[ERROR] broken source'; exit 1");
    }

    @Test
    void shouldPassArgumentsAndFlags() throws Exception
    {
        jar();
        assertEquals(7, launch(home.resolve("balsa"), "-XX:+UseSerialGC -Dx=1", "demo", "two words", ""));
        assertTrue(output.endsWith(
            "[-XX:+UseSerialGC][-Dx=1][-jar][" + jar.toRealPath() + "][demo][two words][]\n"), output);
        assertTrue(output.contains("[--add-opens][java.base/jdk.internal.misc=ALL-UNNAMED]"), output);
        assertTrue(!output.contains("native-access"), output);
    }

    @Test
    void shouldRunProgramsThatHaveAJarOfTheirOwn() throws Exception
    {
        for (final String program : List.of("simulation/target/balsa-simulate.jar", "bench/target/balsa-bench.jar"))
        {
            jar = home.resolve(program);
            jar();
            assertEquals(7, launch(home.resolve("balsa"), "", program.contains("bench") ? "bench" : "simulate", "--x"));
            assertTrue(output.endsWith("[-jar][" + jar.toRealPath() + "][--x]\n"), output);
        }
    }

    @Test
    void shouldKeepPeersInAJarApartFromTheBench() throws Exception
    {
        jar = home.resolve("bench-peers/target/balsa-bench-peers.jar");
        jar();
        script(dir.resolve("bin/mvn"), "touch '" + jar + "'");
        assertEquals(7, launch(home.resolve("balsa"), "", "bench", "compare", "--x"));
        assertTrue(output.endsWith("[-jar][" + jar.toRealPath() + "][compare][--x]\n"), output);
        Files.writeString(Files.createDirectories(home.resolve("bench/src/main")).resolve("Load.java"), "");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertEquals(7, launch(home.resolve("balsa"), "", "bench", "compare"));
        assertTrue(output.startsWith("balsa: building bench-peers/target/balsa-bench-peers.jar"), output);
    }

    @Test
    void shouldBecomeTheJavaProcessSoThatSignalsReachIt() throws Exception
    {
        jar();
        assertEquals(7, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(output.startsWith("[pid=" + pid + "]"), output);
    }

    @Test
    void shouldKeepNewerJavasSilent() throws Exception
    {
        jar();
        java("25");
        assertEquals(7, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(output.contains("[--enable-native-access=ALL-UNNAMED]"), output);
    }

    @Test
    void shouldFindItsHomeThroughLinks() throws Exception
    {
        jar();
        final Path first = Files.createSymbolicLink(dir.resolve("first"), Path.of("a home/balsa"));
        final Path second = Files.createSymbolicLink(
            Files.createDirectories(dir.resolve("elsewhere")).resolve("second"), first);
        assertEquals(7, launch(second, "", "demo"));
        assertTrue(output.contains("[" + jar.toRealPath() + "]"), output);
    }

    @Test
    void shouldRefuseAnOldJava() throws Exception
    {
        jar();
        java("1.8");
        assertEquals(1, launch(home.resolve("balsa"), "", "demo"));
        assertEquals("balsa: " + dir.resolve("jdk/bin/java") +
            " is Java 8; set JAVA_HOME to a JDK 17 or later\n", output);
    }

    @Test
    void shouldNameAJavaHomeWithoutJava() throws Exception
    {
        Files.delete(dir.resolve("jdk/bin/java"));
        assertEquals(1, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(output.startsWith("balsa: JAVA_HOME=" + dir.resolve("jdk") + ": there is no bin/java"), output);
    }

    @Test
    void shouldSayWhyABuildFailed() throws Exception
    {
        assertEquals(1, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(output.contains("[ERROR] broken source\n"), output);
        assertTrue(output.endsWith("balsa: the build failed; its whole output is in " +
            home.toRealPath().resolve("node/target/balsa-build.log") + "\n"), output);
    }

    @Test
    void shouldBuildWhenThereIsNoJarOrSourcesAreNewer() throws Exception
    {
        script(dir.resolve("bin/mvn"), "touch '" + jar + "'");
        assertEquals(7, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(output.startsWith("balsa: building "), output);
        assertEquals(7, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(!output.contains("building"), output);
        final Path source = Files.createDirectories(home.resolve("codecs/src/main")).resolve("schema.xml");
        Files.writeString(source, "");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertEquals(7, launch(home.resolve("balsa"), "", "demo"));
        assertTrue(output.startsWith("balsa: building "), output);
    }

    @Test
    void shouldBuildTheBenchForNewerSourcesOfTheMembersThatItRuns() throws Exception
    {
        jar = home.resolve("bench/target/balsa-bench.jar");
        jar();
        script(dir.resolve("bin/mvn"), "touch '" + jar + "'");
        Files.writeString(Files.createDirectories(home.resolve("node/src/main")).resolve("Member.java"), "");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertEquals(7, launch(home.resolve("balsa"), "", "bench"));
        assertTrue(output.startsWith("balsa: building bench/target/balsa-bench.jar"), output);
    }

    private void jar() throws IOException
    {
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
    }

    private void java(final String version) throws IOException
    {
        script(dir.resolve("jdk/bin/java"),
            "if [[ $1 == -XshowSettings:properties ]]; then",
            "  echo '    java.specification.version = " + version + "' >&2; exit 0",
            "fi",
            "printf '[%s]' \"pid=$$\" \"$@\"; echo; exit 7");
    }

    private static void script(final Path path, final String... lines) throws IOException
    {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        assertTrue(path.toFile().setExecutable(true));
    }

    private int launch(final Path launcher, final String flags, final String... args) throws Exception
    {
        final List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", dir.resolve("jdk").toString());
        builder.environment().put("BALSA_JVM_OPTS", flags);
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        final Process process = builder.start();
        pid = process.pid();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }
}
