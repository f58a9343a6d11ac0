package io.balsa.node;

import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.session.SessionTable;
import io.balsa.log.mmap.SyncMode;
import io.balsa.statemachine.EchoStateMachine;
import io.balsa.statemachine.KeyValueStateMachine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NodeConfigurationTest
{
    private static final String MEMBERS = "0=localhost:9000:9100,1=localhost:9001:9101,2=localhost:9002:9102";

    private final Properties properties = new Properties();

    @TempDir
    private Path dir;

    @BeforeEach
    void setUp()
    {
        properties.setProperty("balsa.member.id", "1");
        properties.setProperty("balsa.members", MEMBERS);
        properties.setProperty("balsa.dir", "data");
    }

    @Test
    void shouldHaveTheDefaults()
    {
        final NodeConfiguration configuration = load();
        assertEquals(1, configuration.clusterId());
        assertEquals(1, configuration.memberId());
        assertEquals(3, configuration.members().size());
        assertEquals(Path.of("data").toAbsolutePath(), configuration.dir());
        assertEquals("", configuration.aeronDir());
        assertEquals(DriverMode.EMBEDDED, configuration.driver());
        assertEquals(SyncMode.SYNC, configuration.syncMode());
        assertEquals(64 * 1024 * 1024, configuration.segmentLength());
        assertEquals(20_000_000, configuration.heartbeatIntervalNs());
        assertEquals(150_000_000, configuration.electionTimeoutMinNs());
        assertEquals(300_000_000, configuration.electionTimeoutMaxNs());
        assertEquals(2_000_000_000, configuration.diskStallTimeoutNs());
        assertEquals(1024 * 1024, configuration.commandLengthMax());
        assertEquals(64 * 1024 * 1024, configuration.uncommittedBytesMax());
        assertEquals(SessionTable.SESSIONS_MAX_DEFAULT, configuration.sessionMax());
        assertEquals(1024, configuration.sessionWindow());
        assertEquals(0, configuration.minQuorum());
        assertEquals(IdleMode.BACKOFF, configuration.idleStrategy());
        assertEquals(64, configuration.latencySampleInterval());
        assertInstanceOf(KeyValueStateMachine.class, configuration.newStateMachine());
    }

    @Test
    void shouldLetPropertiesWinOverTheFile() throws IOException
    {
        final Path file = file("balsa.cluster.id=7\nbalsa.member.id = 0\nbalsa.sync.mode=ASYNC\n");
        properties.setProperty("balsa.state.machine", "echo");
        properties.setProperty("other.property", "is none of ours");
        final NodeConfiguration configuration = NodeConfiguration.load(file, properties);
        assertEquals(7, configuration.clusterId());
        assertEquals(1, configuration.memberId());
        assertEquals(SyncMode.ASYNC, configuration.syncMode());
        assertInstanceOf(EchoStateMachine.class, configuration.newStateMachine());
        assertEquals("ASYNC", configuration.text(NodeOption.SYNC_MODE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "balsa.cluster.id           | 0        | out of range; allowed: at least 1",
        "balsa.cluster.id           | one      | not a number; allowed: at least 1",
        "balsa.cluster.id           | ''       | not a number; allowed: at least 1",
        "balsa.member.id            | -1       | out of range; allowed: 0 to 65535",
        "balsa.member.id            | 65536    | out of range; allowed: 0 to 65535",
        "balsa.driver               | shared   | not known; allowed: embedded, external",
        "balsa.peer.media           | tcp      | not known; allowed: udp, ipc",
        "balsa.sync.mode            | fsync    | not known; allowed: sync, inline, async, memory",
        "balsa.idle.strategy        | busy     | not known; allowed: backoff, yielding, spinning, sleeping",
        "balsa.segment.length       | 1023k    | out of range; allowed: 1m to 1g",
        "balsa.segment.length       | 2g       | out of range; allowed: 1m to 1g",
        "balsa.segment.length       | big      | not a size such as 64k, 16m or 1g; allowed: 1m to 1g",
        "balsa.segment.length       | 99999999g | out of range; allowed: 1m to 1g",
        "balsa.segment.length       | 99999999999g | not a size such as 64k, 16m or 1g; allowed: 1m to 1g",
        "balsa.heartbeat.interval   | 20       | out of range; allowed: 1ms to 10s",
        "balsa.heartbeat.interval   | soon     | not a time such as 500us, 20ms or 2s; allowed: 1ms to 10s",
        "balsa.heartbeat.interval   | 11s      | out of range; allowed: 1ms to 10s",
        "balsa.election.timeout.min | 4ms      | out of range; allowed: 5ms to 60s",
        "balsa.election.timeout.min | 61s      | out of range; allowed: 5ms to 60s",
        "balsa.election.timeout.max | 5ms      | out of range; allowed: 6ms to 120s",
        "balsa.election.timeout.max | 121s     | out of range; allowed: 6ms to 120s",
        "balsa.disk.stall.timeout   | 6ms      | out of range; allowed: 7ms to 600s",
        "balsa.disk.stall.timeout   | 601s     | out of range; allowed: 7ms to 600s",
        "balsa.command.length.max   | 63       | out of range; allowed: 64 to 16m",
        "balsa.command.length.max   | 17m      | out of range; allowed: 64 to 16m",
        "balsa.uncommitted.bytes.max | 4095    | out of range; allowed: 4k to 4g",
        "balsa.latency.sample.interval | -1    | out of range; allowed: 0 to 1048576",
        "balsa.latency.sample.interval | 1048577 | out of range; allowed: 0 to 1048576",
        "balsa.uncommitted.bytes.max | 5g      | out of range; allowed: 4k to 4g",
        "balsa.session.max          | 0        | out of range; allowed: 1 to 1048576",
        "balsa.session.max          | 1048577  | out of range; allowed: 1 to 1048576",
        "balsa.session.window       | 0        | out of range; allowed: 1 to 65536",
        "balsa.session.window       | 65537    | out of range; allowed: 1 to 65536",
        "balsa.min.quorum           | -1       | out of range; allowed: 0 to 31",
        "balsa.min.quorum           | 32       | out of range; allowed: 0 to 31",
        "balsa.dir                  | ''       | empty; allowed: a directory",
        "balsa.state.machine        | ''       | empty; allowed: `kv`, `echo` or the name of a class",
    })
    void shouldRefuseAValueOutOfItsRange(final String key, final String value, final String reason)
    {
        properties.setProperty(key, value);
        assertRefused(key + "=" + value + ": " + reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "balsa.heartbeat.interval   | 51ms  | more than a third of balsa.election.timeout.min=150ms",
        "balsa.election.timeout.max | 150ms | not more than balsa.election.timeout.min=150ms",
        "balsa.disk.stall.timeout   | 300ms | not more than balsa.election.timeout.max=300ms",
        "balsa.member.id            | 3     | not in balsa.members=" + MEMBERS,
        "balsa.min.quorum           | 4     | more than the 3 members that there are",
        "balsa.peer.media           | ipc   | needs a media driver that the members share, balsa.driver=external",
        "balsa.segment.length       | 1048577 | not a multiple of 4k",
        "balsa.segment.length       | 2052k | no room for two entries of balsa.command.length.max=1m",
        "balsa.segment.length       | 2m    | no room for two entries of balsa.command.length.max=1m",
        "balsa.uncommitted.bytes.max | 1048639 | no room for an entry of balsa.command.length.max=1m",
        "balsa.uncommitted.bytes.max | 1m   | no room for an entry of balsa.command.length.max=1m",
        "balsa.latency.sample.interval | 100 | not a power of two",
    })
    void shouldRefuseAValueThatDoesNotGoWithAnother(final String key, final String value, final String reason)
    {
        properties.setProperty(key, value);
        assertRefusedWithStart(key + "=" + value + ": " + reason + "; allowed: ");
    }

    @Test
    void shouldRefuseASnapshotAtTheCloseOfAnInstanceThatHasEnded()
    {
        properties.setProperty("balsa.snapshot.mode", "inline");
        properties.setProperty("balsa.snapshot.at.close", "on");
        assertRefusedWithStart("balsa.snapshot.at.close=on: the instance that would be written from with " +
            "balsa.snapshot.mode=inline has ended by then; allowed: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "balsa.heartbeat.interval    | 50ms",
        "balsa.election.timeout.max  | 151ms",
        "balsa.disk.stall.timeout    | 301ms",
        "balsa.min.quorum            | 3",
        "balsa.segment.length        | 2056k",
        "balsa.uncommitted.bytes.max | 1048640",
        "balsa.uncommitted.bytes.max | 1025k",
        "balsa.latency.sample.interval | 0",
        "balsa.latency.sample.interval | 1",
        "balsa.latency.sample.interval | 1048576",
        "balsa.members               | 1=h:1:65535",
        "balsa.members               | 1=[::1]:1:2, 65535=a-b.example.com:1:2",
    })
    void shouldTakeAValueAtItsLimit(final String key, final String value)
    {
        properties.setProperty(key, value);
        assertEquals(value, load().text(NodeOption.find(key)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                          | empty",
        "1=localhost                 | '1=localhost' is no member",
        "localhost:1:2               | 'localhost:1:2' is no member",
        "1=local host:1:2            | '1=local host:1:2' is no member",
        "1=::1:1:2                   | '1=::1:1:2' is no member",
        "1=h:1:2,                    | '' is no member",
        "1=h:0:2                     | port 0 is not in 1 to 65535",
        "1=h:1:65536                 | port 65536 is not in 1 to 65535",
        "65536=h:1:2                 | member id 65536 is above 65535",
        "1=h:1:2,1=h:3:4             | member 1 is there twice",
        "1=h:1:2,2=h:3:2             | endpoint h:2 is there twice",
        "1=h:1:1                     | endpoint h:1 is there twice",
    })
    void shouldRefuseAListOfMembersThatIsNone(final String list, final String reason)
    {
        properties.setProperty("balsa.members", list);
        assertRefused("balsa.members=" + list + ": " + reason + "; allowed: " + NodeOption.MEMBERS.range());
    }

    @Test
    void shouldTakeAsManyMembersAsTheRulesDoAndNoMore()
    {
        properties.setProperty("balsa.members", members(RaftConfig.MEMBERS_MAX));
        assertEquals(RaftConfig.MEMBERS_MAX, load().members().size());
        final String tooMany = members(RaftConfig.MEMBERS_MAX + 1);
        properties.setProperty("balsa.members", tooMany);
        assertRefused("balsa.members=" + tooMany + ": 32 members are too many; allowed: " + NodeOption.MEMBERS.range());
    }

    private static String members(final int count)
    {
        return IntStream.range(0, count).mapToObj(id -> id + "=h" + id + ":1:2").collect(Collectors.joining(","));
    }

    @Test
    void shouldOrderMembersById()
    {
        properties.setProperty("balsa.members", " 5=[fe80::1]:1:2 , 1=h:1:2");
        final List<MemberEndpoint> members = load().members();
        assertEquals(List.of(1, 5), members.stream().map(MemberEndpoint::id).toList());
        assertEquals("[fe80::1]:1", members.get(1).peerEndpoint());
        assertEquals("[fe80::1]:2", members.get(1).ingressEndpoint());
        assertEquals("5=[fe80::1]:1:2", members.get(1).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "balsa.member.id | 0 to 65535",
        "balsa.members   | `ID=HOST:PEER_PORT:INGRESS_PORT,...`, 1 to 31 of them",
        "balsa.dir       | a directory",
    })
    void shouldNameWhatIsMissing(final String key, final String range)
    {
        properties.remove(key);
        assertRefused(key + " is missing; allowed: " + range);
    }

    @Test
    void shouldSuggestTheOptionThatWasMeant()
    {
        properties.setProperty("balsa.sync.mod", "SYNC");
        assertRefused("balsa.sync.mod=SYNC: there is no such option; did you mean balsa.sync.mode?");
        properties.remove("balsa.sync.mod");
        properties.setProperty("balsa.quite.something.else", "1");
        assertRefused("balsa.quite.something.else=1: there is no such option; docs/configuration.md lists all");
    }

    @Test
    void shouldRefuseAForeignKeyInAFile() throws IOException
    {
        assertRefused(file("member.id=1\n"), "member.id=1: there is no such option; did you mean balsa.member.id?");
    }

    @Test
    void shouldRefuseAKeyThatIsTwiceInAFile() throws IOException
    {
        assertRefused(
            file("balsa.cluster.id=1\nbalsa.cluster.id=2\n"),
            "balsa.cluster.id=2: given twice in one file, earlier as 1");
    }

    @Test
    void shouldNameAFileThatCannotBeRead() throws IOException
    {
        final Path missing = dir.resolve("missing.properties");
        assertRefused(missing, missing + ": there is no such file");
        final Path broken = file("balsa.cluster.id=\\u12\n");
        assertRefused(broken, broken + ": cannot be read: Malformed \\uxxxx encoding.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "no.such.Service   | cannot be loaded: java.lang.ClassNotFoundException: no.such.Service",
        "java.lang.String  | not a class that implements io.balsa.consensus.port.StateMachine",
        "io.balsa.consensus.port.StateMachine | not a class that implements io.balsa.consensus.port.StateMachine",
        "io.balsa.node.StateMachines$WithoutConstructor | no public constructor without parameters",
    })
    void shouldRefuseAStateMachineThatCannotBeMade(final String name, final String reason)
    {
        properties.setProperty("balsa.state.machine", name);
        assertRefused("balsa.state.machine=" + name + ": " + reason + "; allowed: " +
            NodeOption.STATE_MACHINE.range());
    }

    @Test
    void shouldMakeAStateMachineByItsClassName()
    {
        properties.setProperty("balsa.state.machine", StateMachines.Own.class.getName());
        assertInstanceOf(StateMachines.Own.class, load().newStateMachine());
    }

    @Test
    void shouldSayWhyAConstructorFailed()
    {
        properties.setProperty("balsa.state.machine", StateMachines.Failing.class.getName());
        final NodeConfiguration configuration = load();
        final ConfigurationException ex =
            assertThrows(ConfigurationException.class, configuration::newStateMachine);
        assertTrue(
            ex.getMessage().contains("its constructor failed: java.lang.IllegalStateException: no luck"),
            ex.getMessage());
    }

    private Path file(final String text) throws IOException
    {
        return Files.writeString(dir.resolve("balsa.properties"), text, StandardCharsets.UTF_8);
    }

    private NodeConfiguration load()
    {
        return NodeConfiguration.load(null, properties);
    }

    private void assertRefused(final String message)
    {
        assertRefused(null, message);
    }

    private void assertRefused(final Path file, final String message)
    {
        final ConfigurationException ex =
            assertThrows(ConfigurationException.class, () -> NodeConfiguration.load(file, properties));
        assertEquals(message, ex.getMessage());
        assertFalse(ex.getMessage().contains("\n"));
    }

    private void assertRefusedWithStart(final String start)
    {
        final ConfigurationException ex = assertThrows(ConfigurationException.class, this::load);
        assertTrue(ex.getMessage().startsWith(start), ex.getMessage());
    }
}
