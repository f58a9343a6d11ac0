package io.balsa.node.demo;

import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.node.command.ExitCode;
import io.balsa.transport.media.JvmFlags;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command {@code node} as a process: how it starts, how it ends, and what it says when it cannot start. */
@Timeout(90)
class NodeProcessTest
{
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldEndInGoodOrderWhenToldTo(final String signal) throws Exception
    {
        final MemberSetup setup = MemberSetup.single(dir);
        try (BalsaProcess process = BalsaProcess.start(dir, setup.args()))
        {
            process.awaitText(" runs: ");
            assertEquals("member 0 of 1 runs: peers 127.0.0.1:" + setup.peerPort() + ", clients 127.0.0.1:" +
                setup.ingressPort() + ", directory " + setup.dir() + ", sync mode SYNC\n", process.out());
            assertTrue(Files.exists(setup.aeronDir()));
            process.signal(signal);
            assertEquals(ExitCode.OK, process.awaitEnd(), process::toString);
            assertEquals("", process.err());
            assertFalse(Files.exists(setup.aeronDir()));
        }
    }

    @Test
    void shouldEndWithItsStandardInputWhenAskedTo() throws Exception
    {
        final MemberSetup setup = MemberSetup.single(dir);
        try (BalsaProcess process = BalsaProcess.start(dir, setup.args("--end-with-standard-input")))
        {
            process.awaitText(" runs: ");
            process.endStandardInput();
            assertEquals(ExitCode.OK, process.awaitEnd(), process::toString);
            assertFalse(Files.exists(setup.aeronDir()));
        }
    }

    @Test
    void shouldSayWhyItHasHalted() throws Exception
    {
        final MemberSetup setup = MemberSetup.single(dir);
        final String stateMachine = "-Dbalsa.state.machine=" + HaltingStateMachine.class.getName();
        try (BalsaProcess process = BalsaProcess.start(dir, setup.args(stateMachine)))
        {
            process.awaitText(" runs: ");
            sendOneCommand(setup);
            assertEquals(ExitCode.FAILED, process.awaitEnd(), process::toString);
            assertEquals("balsa: member 0 has halted: java.lang.AssertionError: cannot go on at index=3\n",
                process.err());
            assertFalse(Files.exists(setup.aeronDir()));
        }
    }

    private void sendOneCommand(final MemberSetup setup)
    {
        final ClientContext context = new ClientContext().clusterId(1).members(setup.ingress())
            .listener((correlationId, outcome, index, result, offset, length) -> {});
        context.media().aeronDirectoryName(dir.resolve("client").toString());
        try (BalsaClient client = BalsaClient.connect(context))
        {
            assertEquals(1, client.offer(new UnsafeBuffer(new byte[8]), 0, 8));
            client.poll();
        }
    }

    @Test
    void shouldLeaveADirectoryThatIsInUse() throws Exception
    {
        final MemberSetup setup = MemberSetup.single(dir);
        try (BalsaProcess first = BalsaProcess.start(dir, setup.args()))
        {
            first.awaitText(" runs: ");
            try (BalsaProcess second = BalsaProcess.start(dir, setup.elsewhere().args()))
            {
                assertEquals(ExitCode.FAILED, second.awaitEnd(), second::toString);
                assertOneLine(second, setup.dir() + " is in use");
            }
            try (BalsaProcess status = BalsaProcess.start(dir, "status", "--cluster", setup.ingress()))
            {
                assertEquals(ExitCode.OK, status.awaitEnd(), status::toString);
            }
            assertTrue(first.isAlive());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNameAPortThatIsTaken(final boolean isPeerPort) throws Exception
    {
        final MemberSetup setup = MemberSetup.single(dir);
        final int port = isPeerPort ? setup.peerPort() : setup.ingressPort();
        final DatagramSocket taken = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        try (taken; BalsaProcess process = BalsaProcess.start(dir, setup.args()))
        {
            assertEquals(ExitCode.FAILED, process.awaitEnd(), process::toString);
            assertOneLine(process, "127.0.0.1:" + port);
            assertFalse(Files.exists(setup.aeronDir()));
        }
    }

    @Test
    void shouldNameTheFlagThatIsMissing() throws Exception
    {
        final MemberSetup setup = MemberSetup.single(dir);
        try (BalsaProcess process = BalsaProcess.startWithoutFlags(dir, setup.args()))
        {
            assertEquals(ExitCode.FAILED, process.awaitEnd(), process::toString);
            assertOneLine(process, JvmFlags.REQUIRED);
            assertFalse(Files.exists(setup.dir()));
        }
    }

    private static void assertOneLine(final BalsaProcess process, final String text) throws Exception
    {
        assertEquals("", process.out());
        assertEquals(1, process.err().lines().count(), process::toString);
        assertTrue(process.err().startsWith("balsa: ") && process.err().contains(text), process::toString);
        assertFalse(process.err().contains("--verbose"), "what is expected needs no trace");
    }
}
