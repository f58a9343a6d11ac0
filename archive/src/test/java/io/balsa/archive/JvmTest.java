package io.balsa.archive;

import io.balsa.log.mmap.StorageException;
import net.openhft.posix.internal.noop.NoOpPosixAPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the store asks of a JVM, and what it must not do in one. Each test runs a process of its own. */
@Timeout(120)
class JvmTest
{
    @TempDir
    private File directory;

    @TempDir
    private File home;

    @Test
    void shouldTellNobody() throws IOException, InterruptedException
    {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()))
        {
            final String at = proxy.getInetAddress().getHostAddress();
            final List<String> command = javaCommand();
            command.addAll(flags());
            for (final String protocol : List.of("http", "https"))
            {
                command.add("-D" + protocol + ".proxyHost=" + at);
                command.add("-D" + protocol + ".proxyPort=" + proxy.getLocalPort());
            }
            assertEquals("published", run(command).strip());
            assertEquals(List.of(), tree(home));
            // Whoever connected is in the backlog by now.
            proxy.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, proxy::accept);
        }
    }

    @Test
    void shouldHaveNobodyToTell()
    {
        for (final String name : List.of("net.openhft.chronicle.analytics.Analytics", "com.sun.jna.Native"))
        {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
        }
    }

    @Test
    void shouldNameTheFlagsThatAreMissing() throws IOException, InterruptedException
    {
        final List<String> command = javaCommand();
        command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
        final String output = run(command);
        assertTrue(output.contains("the JVM flags " + ChronicleRecords.REQUIRED_FLAGS), output);
        assertEquals(List.of(), tree(directory));
    }

    @Test
    void shouldBeContentWithTheFlagsItNames() throws IOException, InterruptedException
    {
        final List<String> command = javaCommand();
        command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
        command.addAll(List.of(ChronicleRecords.REQUIRED_FLAGS.split(" ")));
        final String output = run(command);
        assertTrue(output.contains("published"), output);
    }

    @Test
    void shouldRefuseToWriteWithoutNativeCalls()
    {
        final String message = assertThrows(
            StorageException.class, () -> ChronicleRecords.checkNativeCalls(new NoOpPosixAPI("test"))).getMessage();
        assertTrue(message.contains("java.io.tmpdir"), message);
    }

    private List<String> javaCommand()
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        // In a process that could run JUnit the library would keep quiet by itself.
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !path.contains("junit"))
            .collect(Collectors.joining(File.pathSeparator)));
        command.add("-Duser.home=" + home);
        command.add("-Dslf4j.internal.verbosity=ERROR");
        return command;
    }

    /** Those that Chronicle Map needs to be silent, as this process has them. */
    private static List<String> flags()
    {
        final List<String> flags = new ArrayList<>();
        for (final String argument : ManagementFactory.getRuntimeMXBean().getInputArguments())
        {
            if (argument.startsWith("--"))
            {
                flags.add(argument);
            }
        }
        return flags;
    }

    private String run(final List<String> command) throws IOException, InterruptedException
    {
        command.add(Publishes.class.getName());
        command.add(directory.getPath());
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.getPath());
        final Process process = builder.start();
        try
        {
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            return output;
        }
        finally
        {
            process.destroyForcibly();
        }
    }

    /** What a member does. */
    static final class Publishes
    {
        private Publishes()
        {
        }

        public static void main(final String[] args)
        {
            try (ChronicleSnapshotStore store =
                ChronicleSnapshotStore.open(TestSnapshots.context(new File(args[0]))))
            {
                store.warmUp();
                TestSnapshots.publish(store, 12, 10);
                store.openNewest().close();
                System.out.println("published");
            }
            catch (final IllegalStateException e)
            {
                System.out.println(e.getMessage());
            }
        }
    }
}
