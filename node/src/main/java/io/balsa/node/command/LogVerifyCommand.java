package io.balsa.node.command;

import io.balsa.log.mmap.LogFinding;
import io.balsa.log.mmap.LogInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa log verify}: check everything in a directory.
 */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check every byte that counts and print all that is damaged; the exit code is 1 then.")
public final class LogVerifyCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS = List.of("file", "offset", "index", "kind", "what");

    @Spec
    private CommandSpec spec;

    @Mixin
    private final LogDirectory log = new LogDirectory();

    /**
     * Create.
     */
    public LogVerifyCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        try (LogInspection inspection = log.open())
        {
            final List<LogFinding> findings =
                inspection.verify(new ProgressLines(spec.commandLine().getErr(), "checked"));
            final long damageCount = findings.stream().filter(LogFinding::isDamage).count();
            if (log.isJson())
            {
                out.println(json(inspection, findings, damageCount));
            }
            else
            {
                print(inspection, findings, damageCount, out);
            }
            return damageCount == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void print(
        final LogInspection inspection, final List<LogFinding> findings, final long damageCount, final PrintWriter out)
    {
        if (!findings.isEmpty())
        {
            final TextTable table = new TextTable(COLUMNS);
            for (final LogFinding finding : findings)
            {
                table.row(List.of(
                    finding.fileName(),
                    Integer.toString(finding.offset()),
                    finding.index() == 0 ? "-" : Long.toString(finding.index()),
                    kind(finding),
                    finding.text()));
            }
            table.print(out);
            out.println();
        }
        final String range = inspection.lastIndex() < inspection.firstIndex() ? "no entries" :
            "index " + inspection.firstIndex() + " to " + inspection.lastIndex();
        out.println(inspection.location() + ": " + range +
            (inspection.isLive() ? " (committed, in use)" : "") + ", " +
            (damageCount == 0 ? "no damage" : damageCount == 1 ? "1 damage" : damageCount + " damages"));
    }

    private static String kind(final LogFinding finding)
    {
        return finding.isDamage() ? "DAMAGE" : "note";
    }

    private static JsonObject json(
        final LogInspection inspection, final List<LogFinding> findings, final long damageCount)
    {
        return new JsonObject()
            .text("directory", inspection.location())
            .flag("live", inspection.isLive())
            .number("firstIndex", inspection.firstIndex())
            .number("lastIndex", inspection.lastIndex())
            .flag("ok", damageCount == 0)
            .array("findings", findings.stream().map(finding -> new JsonObject()
                .text("file", finding.fileName())
                .number("offset", finding.offset())
                .number("index", finding.index())
                .flag("damage", finding.isDamage())
                .text("what", finding.text())).toList());
    }
}
