package io.balsa.node.command;

import io.balsa.client.MemberReport;
import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StatusTableTest
{
    private static final MemberReport FOLLOWER = new MemberReport(0, null, 1, RoleCode.FOLLOWER, 7, 1, 990, 980, 1001,
        1000, 0xABCL, 2, List.of());
    private static final MemberReport LEADER = new MemberReport(1, null, 1, RoleCode.LEADER, 7, 1, 1000, 1000, 1010,
        1005, -1, 2, List.of(
            new MemberReport.Peer(0, 990, 3_400_000, ProgressCode.REPLICATE),
            new MemberReport.Peer(1, 1010, 0, ProgressCode.REPLICATE),
            new MemberReport.Peer(2, 0, 9_000_000_000L, ProgressCode.PROBE)));
    private static final MemberReport AWAY = unreachable(2, "does not answer");

    @Test
    void shouldPrintARowForEachMember()
    {
        final StatusTable table = new StatusTable(List.of(FOLLOWER, LEADER, AWAY));
        assertEquals("""
            member  role      term  leader  commit  applied  synced  last  lag  sessions  digest            contact
            0       FOLLOWER  7     1       990     980      1000    1001  20   2         0000000000000abc  3 ms
            1       LEADER    7     1       1000    1000     1005    1010  0    2         ffffffffffffffff  -
            2       unreachable: does not answer
            """, print(table));
        assertTrue(table.isAnyReached());
    }

    @Test
    void shouldSayTheSameAsJson()
    {
        assertEquals("{\"members\":[" +
            "{\"member\":0,\"reachable\":true,\"clusterId\":1,\"role\":\"FOLLOWER\",\"term\":7,\"leader\":1," +
            "\"commit\":990,\"applied\":980,\"synced\":1000,\"last\":1001,\"lag\":20,\"sessions\":2," +
            "\"digest\":\"0000000000000abc\",\"contactMs\":3}," +
            "{\"member\":2,\"reachable\":false,\"problem\":\"does not answer\"}," +
            "{\"member\":1,\"reachable\":true,\"clusterId\":1,\"role\":\"LEADER\",\"term\":7,\"leader\":1," +
            "\"commit\":1000,\"applied\":1000,\"synced\":1005,\"last\":1010,\"lag\":0,\"sessions\":2," +
            "\"digest\":\"ffffffffffffffff\",\"contactMs\":null}]}",
            new StatusTable(List.of(FOLLOWER, AWAY, LEADER)).toJson());
    }

    @Test
    void shouldNotGuessWithoutALeader()
    {
        final MemberReport alone = new MemberReport(0, null, 1, RoleCode.CANDIDATE, 8, -1, 5, 5, 6, 6, 1, 0, List.of());
        final StatusTable table = new StatusTable(List.of(alone, AWAY));
        assertTrue(print(table).contains("0       CANDIDATE  8     -       5       5"), () -> print(table));
        assertTrue(print(table).contains("0000000000000001  -"), () -> print(table));
        assertTrue(table.toJson().contains("\"leader\":null"), table::toJson);
    }

    @Test
    void shouldBelieveTheLeaderOfTheNewestTerm()
    {
        final MemberReport deposed = new MemberReport(2, null, 1, RoleCode.LEADER, 6, 2, 900, 900, 1200, 1200, 1, 2,
            List.of(new MemberReport.Peer(0, 1, 77_000_000, ProgressCode.PROBE)));
        assertTrue(print(new StatusTable(List.of(FOLLOWER, LEADER, deposed))).contains("0000000000000abc  3 ms"));
        assertTrue(print(new StatusTable(List.of(deposed, FOLLOWER, LEADER))).contains("0000000000000abc  3 ms"));
    }

    @Test
    void shouldKnowWhenNobodyIsReached()
    {
        final StatusTable table = new StatusTable(List.of(unreachable(0, "is not reached"), AWAY));
        assertFalse(table.isAnyReached());
        assertEquals(3, print(table).lines().count());
    }

    private static MemberReport unreachable(final int memberId, final String problem)
    {
        return new MemberReport(memberId, problem, 0, null, 0, -1, 0, 0, 0, 0, 0, 0, List.of());
    }

    private static String print(final StatusTable table)
    {
        final StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        return text.toString();
    }
}
