package io.balsa.node.command;

import io.balsa.log.mmap.Identity;
import io.balsa.log.mmap.LogInspection;
import io.balsa.log.mmap.LogRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/**
 * {@code balsa log truncate}: cut the log of a stopped member.
 */
@Command(
    name = "truncate",
    mixinStandardHelpOptions = true,
    description = {
        "Remove all entries behind an index from the log of a stopped member.",
        "An entry that the member has acknowledged may be lost by it. The member is fenced: it neither votes nor " +
        "stands for election before a later leader has made its log whole. In a cluster with a single voter no " +
        "such leader comes, and the member serves no more."})
public final class LogTruncateCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private final LogDirectory log = new LogDirectory();

    @Option(names = "--after", paramLabel = "INDEX", required = true,
        description = "Last entry that stays; 0 for none.")
    private long afterIndex;

    @Option(names = "--yes-i-know", description = "Do it; otherwise it is only told what would be removed.")
    private boolean isConfirmed;

    /**
     * Create.
     */
    public LogTruncateCommand()
    {
    }

    @Override
    public Integer call()
    {
        final long lastIndex = check();
        try (LogRepair repair = LogRepair.open(log.directory(), true))
        {
            cut(repair);
            final Identity identity = repair.identity();
            spec.commandLine().getOut().println(log.isJson() ?
                new JsonObject()
                    .number("clusterId", identity.clusterId())
                    .number("memberId", identity.memberId())
                    .number("removedFromIndex", afterIndex + 1)
                    .number("removedToIndex", lastIndex)
                    .number("lastIndex", repair.lastIndex())
                    .flag("damaged", repair.damage() != null)
                    .flag("fenced", true).toString() :
                "removed index " + (afterIndex + 1) + " to " + lastIndex + " of cluster " + identity.clusterId() +
                " member " + identity.memberId() + "; it is fenced until a later leader has made its log whole");
        }
        return ExitCode.OK;
    }

    /** Nothing is changed before all of it is found right. */
    private long check()
    {
        try (LogInspection inspection = log.open())
        {
            LogDirectory.checkStopped(inspection);
            final long lastIndex = inspection.lastIndex();
            if (!isConfirmed)
            {
                throw new CommandException(ExitCode.USAGE, "this would remove index " + (afterIndex + 1) + " to " +
                    lastIndex + " of cluster " + inspection.identity().clusterId() + " member " +
                    inspection.identity().memberId() + ", which may have been acknowledged, and fence the member; " +
                    "--yes-i-know does it");
            }
            return lastIndex;
        }
    }

    private void cut(final LogRepair repair)
    {
        try
        {
            repair.truncate(afterIndex);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CommandException(ExitCode.USAGE, "--after=" + ex.getMessage(), ex);
        }
    }
}
