package io.balsa.node.command;

import io.balsa.log.mmap.Damage;
import io.balsa.node.NodeConfiguration;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RepairProgressTest
{
    private static final String SEGMENT = "log-00000000000000000001.seg";
    private static final String PEERS = "member 1 at b:3, member 7 at c:5";
    private static final Damage GAP = new Damage(SEGMENT, 9, 1, 21, 1, false, 8192, 16384, false, "why");
    private static final Damage ENTRY = new Damage(SEGMENT, 29, 1, 30, 1, true, 8192, 16384, false, "why");
    private static final Damage TAIL = new Damage(SEGMENT, 99, 1, 0, 0, true, 8192, 0, true, "why");

    private final StringWriter text = new StringWriter();
    private final RepairProgress progress = new RepairProgress(configuration(), new PrintWriter(text));

    private static NodeConfiguration configuration()
    {
        final Properties properties = new Properties();
        properties.setProperty("balsa.members", "3=a:1:2,1=b:3:4,7=c:5:6");
        properties.setProperty("balsa.member.id", "3");
        properties.setProperty("balsa.dir", "x");
        return NodeConfiguration.load(null, properties);
    }

    private void assertTold(final String... lines)
    {
        assertEquals(List.of(lines), text.toString().lines().toList());
        text.getBuffer().setLength(0);
    }

    private void wait(final int fromReport, final int toReport)
    {
        IntStream.rangeClosed(fromReport, toReport).forEach(i -> progress.onProgress(GAP, 0, 1));
    }

    @Test
    void shouldTellTheBeginningAndTheEnd()
    {
        progress.onBegin(GAP);
        assertTold("member 3 repairs its log: " + SEGMENT + ", index 10 to 20 (why); asks " + PEERS);
        progress.onProgress(GAP, 0, 1);
        progress.onRepaired(GAP, 1000, 1);
        assertTold();
        progress.onRepaired(ENTRY, 25, 7);
        progress.onEnd();
        assertTold("member 3 has repaired its log: 2 gaps filled, 2 KiB fetched");
    }

    @Test
    void shouldTellHowFarItHasCome()
    {
        progress.onProgress(GAP, 0, 1);
        progress.onProgress(GAP, 4096, 1);
        progress.onProgress(GAP, 4096, 1);
        progress.onProgress(GAP, 8192, 7);
        assertTold("member 3 repairs its log: index 10 to 20, 4 KiB so far, from member 1",
            "member 3 repairs its log: index 10 to 20, 8 KiB so far, from member 7");
        progress.onRepaired(GAP, 9000, 7);
        progress.onProgress(ENTRY, 0, 7);
        assertTold();
    }

    @Test
    void shouldTellThatItWaitsEverMoreRarely()
    {
        final String line = "member 3 repairs its log: index 10 to 20, waits for " + PEERS;
        wait(1, RepairProgress.QUIET_REPORTS_MIN - 1);
        assertTold();
        wait(RepairProgress.QUIET_REPORTS_MIN, 16);
        assertTold(line, line, line);
        wait(17, RepairProgress.QUIET_REPORTS_MAX);
        assertTold(line, line);
        wait(RepairProgress.QUIET_REPORTS_MAX + 1, 3 * RepairProgress.QUIET_REPORTS_MAX);
        assertTold(line, line);
        progress.onProgress(GAP, 1, 1);
        progress.onProgress(GAP, 1, 1);
        assertTold("member 3 repairs its log: index 10 to 20, 1 KiB so far, from member 1");
    }

    @Test
    void shouldTellWhatIsGivenUp()
    {
        progress.onBegin(TAIL);
        progress.onStartedOver(TAIL);
        progress.onEnd();
        assertTold(
            "member 3 repairs its log: " + SEGMENT + ", from index 100 on (why); nobody can say how much is lost",
            "member 3 has cut its log from index 100 on, which nobody could give back; it is fenced until a later " +
                "leader has made its log whole",
            "member 3 has repaired its log: 0 gaps filled, 0 KiB fetched");
        progress.onBegin(ENTRY);
        assertTold("member 3 repairs its log: " + SEGMENT + ", index 30 (why); asks " + PEERS);
    }
}
