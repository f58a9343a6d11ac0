package io.balsa.bench.rig;

import io.balsa.bench.load.LoadShape;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RigReportTest
{
    private static final LoadShape CLOSED = new LoadShape(128, 1, 0);

    @TempDir
    private Path directory;

    @Test
    void shouldShowMediansAndTheirRatios()
    {
        final List<List<String>> table = Rounds.report(CLOSED).table();
        assertEquals(List.of("", "balsa", "bare & <path>"), table.get(0));
        final List<String> p50 = table.get(1);
        assertEquals("p50 us", p50.get(0));
        assertTrue(p50.get(1).matches("12\\d{3}\\.\\d \\(1\\d{4}\\.\\d-2\\d{4}\\.\\d\\)"), p50.get(1));
        assertEquals(List.of("commands/s", "5000 (5000-5000)", "5000 (5000-5000)"), row(table, "commands/s"));
        final List<List<String>> ratios = Rounds.report(CLOSED).ratioTable();
        assertEquals(List.of("balsa /", "bare & <path>"), ratios.get(0));
        assertEquals(List.of("p50 us", "2.00 (1.71-3.33)"), ratios.get(1));
        assertEquals(List.of("commands/s", "1.00 (1.00-1.00)"), row(ratios, "commands/s"));
        assertEquals(List.of("CPU s / million", "2.00 (2.00-2.00)"), row(ratios, "CPU s / million"));
    }

    @Test
    void shouldShowWhatAMillionCommandsTakeByRoleAndWhatACommandTakesOtherwise()
    {
        final List<List<String>> table = Rounds.report(CLOSED).table();
        assertEquals("200.00 (200.00-200.00)", row(table, "CPU s / million").get(1));
        assertEquals(List.of("  leader", "100.00 (100.00-100.00)", "-"), row(table, "  leader"));
        assertEquals("600.0 (600.0-600.0)", row(table, "sent bytes / command").get(1));
        assertEquals("200.0 (200.0-200.0)", row(table, "device bytes / command").get(1));
        assertEquals("3 (3-3)", row(table, "leader changes").get(1));
        assertEquals("1.0000 (1.0000-1.0000)", row(table, "syncs / command").get(1));
    }

    @Test
    void shouldShowStagesThatAddUpBesideTheClients()
    {
        final RigReport report = Rounds.report(CLOSED);
        final List<List<String>> table = report.stageTable();
        assertEquals(List.of("stage of 1 command in 64", "p50 us", "p99 us", "mean us", "from, to"), table.get(0));
        assertEquals("2.40 (2.00-4.00)", row(table, "ingress").get(3));
        assertEquals("4.80 (4.00-8.00)", row(table, "quorum").get(3));
        assertEquals("240.00 (200.00-400.00)", row(table, "leader whole").get(3));
        assertEquals("36.00 (30.00-60.00)", row(table, "sum").get(3));
        final double clientUs = Double.parseDouble(row(table, "client").get(3).split(" ", -1)[0]);
        assertEquals(12_000, clientUs, 50);
        assertEquals(clientUs - 36,
            Double.parseDouble(row(table, "beyond the sum").get(3).split(" ", -1)[0]), 0.02);
        assertTrue(table.stream().noneMatch(row -> row.get(0).startsWith("follower")), "none was recorded");
        assertTrue(report.toJson("x").contains(
            "\"stages\":[{\"stage\":\"ingress\",\"samples\":3,\"p50Us\":"), report.toJson("x"));
    }

    @Test
    void shouldShowNoStagesWhereThereAreNone()
    {
        final RigReport report = Rounds.report(CLOSED);
        final RigReport other = new RigReport(report.plan(), report.machine(), report.jitter(),
            report.names().subList(1, 2), report.settings().subList(1, 2), report.rounds().subList(1, 2), List.of());
        assertEquals(List.of(), other.stageTable());
        assertFalse(other.toJson("x").contains("stages"));
    }

    @Test
    void shouldSayWhereAndHowItWasMeasured()
    {
        final StringWriter text = new StringWriter();
        Rounds.report(CLOSED).printText(new PrintWriter(text, true));
        assertTrue(text.toString().contains("a <processor>, 2 cores, Linux 6, Java 17, ext4 on /dev/sda; load 0.50"));
        assertTrue(text.toString().contains("128 bytes, 1 in flight; client yielding; 3 rounds of 2.0 s after 1.0 s"));
        assertTrue(text.toString().contains("\nfdatasync  50"), text.toString());
        assertFalse(text.toString().lines().anyMatch(line -> line.endsWith(" ")));
    }

    @Test
    void shouldFailWhenOneRoundHasNotReachedTheRate()
    {
        assertTrue(Rounds.report(new LoadShape(128, 1, 5_050)).isRateReached());
        assertFalse(Rounds.report(new LoadShape(128, 1, 5_060)).isRateReached());
        assertTrue(Rounds.report(new LoadShape(128, 1, 5_060)).toJson("x").startsWith("{\"ok\":false,"));
    }

    @Test
    void shouldTellProgramsInOneLine()
    {
        final String json = Rounds.report(CLOSED).toJson("/tmp/\"x\"");
        assertEquals(1, json.lines().count());
        assertTrue(json.contains("\"report\":\"/tmp/\\\"x\\\"\""), json);
        assertTrue(json.contains("\"perSecond\":{\"median\":5000,\"least\":5000,\"greatest\":5000}"), json);
        assertTrue(json.contains("\"limits\":[{\"name\":\"fdatasync\",\"p50Us\":50"), json);
        assertTrue(json.contains("\"ratio\":{\"p50Us\":{\"ofMedians\":2.00"), json);
    }

    @Test
    void shouldLeaveAPageAPlotAndEveryLatency() throws Exception
    {
        new ReportFiles(directory.resolve("new")).write(Rounds.report(CLOSED));
        assertEquals("svg", parse("latency.svg").getDocumentElement().getTagName());
        final Document page = parse("report.html");
        assertEquals("html", page.getDocumentElement().getTagName());
        assertEquals(1, page.getElementsByTagName("svg").getLength());
        assertTrue(Files.readString(file("report.html")).contains("<td>leader whole</td>"));
        assertFalse(Files.readString(file("report.html")).replace("http://www.w3.org/", "").contains("http"));
        assertEquals("{\"ok\":true,", Files.readString(file("report.json")).substring(0, 11));
        final List<String> tags = new ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(file("latency-ns.hlog").toFile()))
        {
            for (EncodableHistogram next = reader.nextIntervalHistogram(); next != null;
                next = reader.nextIntervalHistogram())
            {
                tags.add(next.getTag());
                assertEquals(Rounds.COMMANDS, ((Histogram)next).getTotalCount());
            }
        }
        assertEquals(6, tags.size());
    }

    @Test
    void shouldDrawALineUpToTheOneCommandThatTookLongest()
    {
        final Histogram latencyNs = Rounds.round(CLOSED, 1_000, "client").load().latencyNs();
        latencyNs.recordValue(900_000_000);
        final String svg = LatencyPlot.svg("title", "below", List.of("only"), List.of(latencyNs));
        final String line = svg.lines()
            .filter(element -> element.contains("stroke-linejoin")).findFirst().orElseThrow();
        final String[] last = line.substring(0, line.indexOf("\" fill")).split("[ML]", -1);
        assertTrue(last[last.length - 1].matches("836\\.0 6\\d\\.\\d"), line);
    }

    private Path file(final String name)
    {
        return directory.resolve("new").resolve(name);
    }

    private Document parse(final String name) throws ParserConfigurationException, IOException, SAXException
    {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file(name).toFile());
    }

    private static List<String> row(final List<List<String>> table, final String name)
    {
        return table.stream().filter(row -> row.get(0).equals(name)).findFirst().orElseThrow();
    }
}
