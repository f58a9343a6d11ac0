package io.balsa.node.command;

import io.balsa.log.mmap.Identity;
import io.balsa.log.mmap.LogInspection;
import io.balsa.log.mmap.SegmentFacts;
import io.balsa.log.mmap.TermStateFacts;
import io.balsa.log.mmap.WatermarkFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code balsa log describe}: what is in a directory.
 */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Print whose directory it is, its term, and the segments of its log.")
public final class LogDescribeCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS =
        List.of("segment", "first", "last", "entries", "last term", "used bytes", "length", "state");

    @Spec
    private CommandSpec spec;

    @Mixin
    private final LogDirectory log = new LogDirectory();

    /**
     * Create.
     */
    public LogDescribeCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        try (LogInspection inspection = log.open())
        {
            if (log.isJson())
            {
                out.println(json(inspection));
            }
            else
            {
                print(inspection, out);
            }
        }
        return ExitCode.OK;
    }

    private static void print(final LogInspection inspection, final PrintWriter out)
    {
        final Identity identity = inspection.identity();
        final TermStateFacts term = inspection.termState();
        final WatermarkFacts watermark = inspection.watermark();
        final List<SegmentFacts> segments = inspection.segments();
        out.println("directory  " + inspection.location() + (inspection.isLive() ? ", in use" : ""));
        out.println("member     " + identity.memberId() + " of cluster " + identity.clusterId() + ", incarnation " +
            incarnation(identity));
        out.println("term       " + (term == null ? "is lost" : term.term() + vote(term) + fence(term)));
        out.println("entries    " + range(inspection));
        out.println("durable    " + (watermark == null ? "is not known" : "up to index " + watermark.durableIndex() +
            " at least, committed up to index " + watermark.commitIndex() + " at least"));
        out.println();
        final TextTable table = new TextTable(COLUMNS);
        for (final SegmentFacts segment : segments)
        {
            table.row(List.of(
                segment.name(),
                Long.toString(segment.baseIndex()),
                Long.toString(segment.lastIndex()),
                Long.toString(segment.entryCount()),
                Long.toString(segment.lastTerm()),
                Integer.toString(segment.endOffset()),
                Integer.toString(segment.lengthBytes()),
                segment.isSealed() ? "sealed" : "open"));
        }
        table.print(out);
    }

    private static String range(final LogInspection inspection)
    {
        final long lastIndex = inspection.lastIndex();
        return lastIndex < inspection.firstIndex() ? "none, the next one has index " + (lastIndex + 1) :
            inspection.firstIndex() + " to " + lastIndex + (inspection.isLive() ? ", committed" : "");
    }

    private static String vote(final TermStateFacts term)
    {
        return term.votedFor() < 0 ? ", no vote" : ", vote for member " + term.votedFor();
    }

    private static String fence(final TermStateFacts term)
    {
        return term.fencedTerm() == 0 ? "" : ", fenced until an entry of a term above " + term.fencedTerm();
    }

    private static String incarnation(final Identity identity)
    {
        return String.format(Locale.ROOT, "%016x", identity.incarnation());
    }

    private static JsonObject json(final LogInspection inspection)
    {
        final Identity identity = inspection.identity();
        final TermStateFacts term = inspection.termState();
        final WatermarkFacts watermark = inspection.watermark();
        return new JsonObject()
            .text("directory", inspection.location())
            .flag("live", inspection.isLive())
            .number("clusterId", identity.clusterId())
            .number("memberId", identity.memberId())
            .text("incarnation", incarnation(identity))
            .object("termState", term == null ? null : new JsonObject()
                .number("term", term.term())
                .number("votedFor", term.votedFor())
                .number("fencedTerm", term.fencedTerm())
                .number("goodSlots", term.goodSlotCount()))
            .number("firstIndex", inspection.firstIndex())
            .number("lastIndex", inspection.lastIndex())
            .object("watermark", watermark == null ? null : new JsonObject()
                .text("segment", watermark.segmentName())
                .number("durableIndex", watermark.durableIndex())
                .number("durableTerm", watermark.durableTerm())
                .number("firstIndex", watermark.firstIndex())
                .number("commitIndex", watermark.commitIndex()))
            .array("segments", inspection.segments().stream().map(LogDescribeCommand::json).toList());
    }

    private static JsonObject json(final SegmentFacts segment)
    {
        return new JsonObject()
            .text("file", segment.name())
            .number("firstIndex", segment.baseIndex())
            .number("lastIndex", segment.lastIndex())
            .number("prevTerm", segment.prevTerm())
            .number("lastTerm", segment.lastTerm())
            .number("usedBytes", segment.endOffset())
            .number("lengthBytes", segment.lengthBytes())
            .flag("sealed", segment.isSealed());
    }
}
