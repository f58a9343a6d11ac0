package io.balsa.samples;

import io.balsa.client.ClientContext;
import io.balsa.client.StatusProbe;
import io.balsa.node.ClusterNode;
import io.balsa.node.NodeConfiguration;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the README shows is what is compiled here, and it runs.
 */
class EmbeddingTest
{
    private static final int LINES_MAX = 25;
    private static final long START_TIMEOUT_NS = 20_000_000_000L;
    private static final long POLL_INTERVAL_NS = 5_000_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"CounterService,service", "MemberOnThread,thread", "MemberInDutyCycle,invoker", "AddingClient,client"})
    void shouldBeShownInTheReadmeLineByLine(final String className, final String tag) throws IOException
    {
        final String source = Files.readString(Path.of("src/main/java/io/balsa/samples", className + ".java"));
        final String start = "// tag::" + tag + "\n";
        final String shown =
            source.substring(source.indexOf(start) + start.length(), source.indexOf("// end::" + tag));
        assertTrue(shown.lines().count() <= LINES_MAX, () -> className + " has " + shown.lines().count() + " lines");
        assertTrue(Files.readString(Path.of("../README.md")).contains("```java\n" + shown + "```\n"),
            () -> "README.md does not show " + className + " as it is:\n" + shown);
    }

    @Test
    @Timeout(60)
    void shouldServeFromADutyCycleOfOnesOwn() throws Exception
    {
        final int ingressPort = freePort();
        final AtomicLong serviceCycles = new AtomicLong();
        final Thread thread = new Thread(new MemberInDutyCycle(
            configuration(ingressPort), () -> (int)(serviceCycles.incrementAndGet() & 0), new BackoffIdleStrategy()));
        thread.start();
        try
        {
            assertEquals(6, total("0=localhost:" + ingressPort, 1, 2, 3));
            assertTrue(serviceCycles.get() > 0);
        }
        finally
        {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    @Timeout(60)
    void shouldServeFromAThreadOfItsOwn() throws Exception
    {
        final int ingressPort = freePort();
        final Path file = directory.resolve("node.properties");
        Files.writeString(file, "balsa.members=0=localhost:" + freePort() + ":" + ingressPort + "\n" +
            "balsa.member.id=0\nbalsa.segment.length=4m\nbalsa.dir=" + directory.resolve("member") + "\n");
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx256m",
            "-cp", System.getProperty("java.class.path"), MemberOnThread.class.getName(), file.toString())
            .redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile()).start();
        try
        {
            assertEquals(30, total("0=localhost:" + ingressPort, 10, 20));
            process.destroy();
            assertEquals(143, process.waitFor(), () -> "exit code");
        }
        finally
        {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    @Timeout(60)
    void shouldBeFollowedByADropCopy() throws Exception
    {
        final int ingressPort = freePort();
        try (ClusterNode node = ClusterNode.launch(new ClusterNode.Context()
            .configuration(configuration(ingressPort)).stateMachine(new CounterService())))
        {
            assertEquals(6, total("0=localhost:" + ingressPort, 1, 2, 3));
            final Path output = directory.resolve("output");
            final Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx64m",
                "-cp", System.getProperty("java.class.path"), DropCopy.class.getName(),
                node.configuration().dir().toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
            try
            {
                assertCommands(output, 1, 2, 3);
                assertEquals(15, total("0=localhost:" + ingressPort, 4, 5));
                assertCommands(output, 1, 2, 3, 1, 2);
            }
            finally
            {
                process.destroyForcibly().onExit().join();
            }
        }
    }

    /** Each client of the test has a session of its own and numbers its commands from 1 on. */
    private static void assertCommands(final Path output, final int... sequences) throws IOException
    {
        final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (Files.readAllLines(output).size() < sequences.length && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(POLL_INTERVAL_NS);
        }
        final List<String> lines = Files.readAllLines(output);
        assertEquals(sequences.length, lines.size(), lines::toString);
        for (int i = 0; i < sequences.length; i++)
        {
            assertTrue(lines.get(i).endsWith(" " + sequences[i] + " 8"), lines::toString);
        }
    }

    private NodeConfiguration configuration(final int ingressPort) throws IOException
    {
        final Properties properties = new Properties();
        properties.setProperty("balsa.members", "0=localhost:" + freePort() + ":" + ingressPort);
        properties.setProperty("balsa.member.id", "0");
        properties.setProperty("balsa.dir", directory.resolve("member").toString());
        properties.setProperty("balsa.segment.length", "4m");
        return NodeConfiguration.load(null, properties);
    }

    private static long total(final String members, final long... numbers)
    {
        final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (StatusProbe.probe(new ClientContext().clusterId(1).members(members)).get(0).problem() != null)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "the member does not answer");
        }
        return new AddingClient().add(members, numbers);
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            return socket.getLocalPort();
        }
    }
}
