package io.balsa.node.command;

import io.balsa.archive.backup.BackupContext;
import io.balsa.archive.backup.BackupWriter;
import io.balsa.node.NodeConfiguration;
import org.agrona.SystemUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.File;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code balsa backup take}: take a backup from the files of a member, and follow them.
 */
@Command(
    name = "take",
    mixinStandardHelpOptions = true,
    description = {
        "Take a backup of a member from its files, on its machine: the newest snapshot and the committed log behind " +
        "it. The member may run or not, and notices nothing.",
        "Given again it goes on where it has ended, however that was."})
public final class BackupTakeCommand implements Callable<Integer>
{
    private static final long IDLE_PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long IDLE_PARK_MAX_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "Directory of the backup.")
    private File target;

    @Option(names = "--follow", description = "Go on until the process is told to end.")
    private boolean isFollowing;

    @Option(
        names = "--rate", paramLabel = "BYTES", defaultValue = "64m",
        description = "Most bytes a second, such as 8m (default: ${DEFAULT-VALUE}).")
    private String rate;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean isJson;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isInterrupted;
    private volatile boolean isDone;

    /**
     * Create.
     */
    public BackupTakeCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmRequirement.check();
        final NodeConfiguration member = configuration.load(System.getProperties());
        final BackupContext ctx = new BackupContext()
            .member(member.dir().toFile(), member.snapshotDir().toFile(), member.clusterId())
            .target(target)
            .limits(member.segmentLength(), member.commandLengthMax())
            .rateBytes(rateBytes())
            .following(isFollowing)
            .listener((event) -> spec.commandLine().getErr().println("backup of member " + member.memberId() +
                " in " + target + ": " + event));
        final OrderlyEnd end = new OrderlyEnd(this::interrupt);
        try
        {
            print(member, take(ctx));
            isDone = true;
        }
        finally
        {
            ended.countDown();
            end.callOff();
        }
        return ExitCode.OK;
    }

    private long take(final BackupContext ctx)
    {
        final IdleStrategy idle = new BackoffIdleStrategy(0, 0, IDLE_PARK_MIN_NS, IDLE_PARK_MAX_NS);
        try (BackupWriter backup = new BackupWriter(ctx))
        {
            while (!isInterrupted && (isFollowing || !backup.isCaughtUp()))
            {
                idle.idle(backup.doWork());
            }
            return backup.syncedIndex();
        }
    }

    private long rateBytes()
    {
        final long bytes;
        try
        {
            bytes = SystemUtil.parseSize("--rate", rate);
        }
        catch (final NumberFormatException ex)
        {
            throw new CommandException(ExitCode.USAGE, "--rate=" + rate + ": not a size such as 512k or 8m", ex);
        }
        OptionRange.check("--rate", bytes, BackupContext.RATE_BYTES_MIN, Long.MAX_VALUE);
        return bytes;
    }

    private void print(final NodeConfiguration member, final long index)
    {
        spec.commandLine().getOut().println(isJson ?
            new JsonObject()
                .number("member", member.memberId())
                .number("clusterId", member.clusterId())
                .text("backup", target.toString())
                .number("index", index).toString() :
            "the backup in " + target + " goes up to index=" + index);
    }

    /** The process ends when what was taken is durable. */
    private void interrupt()
    {
        isInterrupted = true;
        OrderlyEnd.await(ended);
        spec.commandLine().getOut().flush();
        Runtime.getRuntime().halt(isDone ? ExitCode.OK : ExitCode.FAILED);
    }
}
