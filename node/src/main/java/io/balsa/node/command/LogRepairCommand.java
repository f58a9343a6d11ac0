package io.balsa.node.command;

import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.Identity;
import io.balsa.log.mmap.LogFinding;
import io.balsa.log.mmap.LogInspection;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.repair.LogRepairAgent;
import io.balsa.log.repair.RepairException;
import io.balsa.node.MemberRepair;
import io.balsa.node.NodeConfiguration;
import org.agrona.concurrent.IdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * {@code balsa log repair}: get back what the log of a stopped member has lost.
 */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
        "Get back what the log of a stopped member has lost, from the members that run.",
        "Nothing is written that is not proven: a member that holds the entries on both sides of a gap held the same " +
        "between them. --start-over cuts the log where nobody can prove what is lost. The member may have " +
        "acknowledged what it gives up, so it is fenced: it neither votes nor stands for election before a later " +
        "leader has made its log whole."})
public final class LogRepairCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private final RepairTarget target = new RepairTarget();

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--from-peer", description = "Fetch what is lost from the members that run.")
    private boolean isFromPeer;

    @Option(
        names = "--timeout", paramLabel = "TIME", defaultValue = "10s",
        description = "Longest wait without anything coming, such as 500ms (default ${DEFAULT-VALUE}).")
    private String timeout;

    @Option(
        names = "--start-over",
        description = "Cut the log where nobody can prove what is lost, and fence the member.")
    private boolean isStartOver;

    @Option(names = "--yes-i-know", description = "Do so; otherwise --start-over only tells what it may give up.")
    private boolean isConfirmed;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean isJson;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isInterrupted;

    /**
     * Create.
     */
    public LogRepairCommand()
    {
    }

    @Override
    public Integer call()
    {
        if (!isFromPeer)
        {
            throw new ParameterException(
                spec.commandLine(), "from where? --from-peer fetches what is lost from the members that run");
        }
        final long timeoutNs = timeoutNs();
        final NodeConfiguration configuration = target.load(options);
        try (LogInspection inspection = LogInspection.open(configuration.dir().toFile()))
        {
            LogDirectory.checkStopped(inspection);
        }
        final RepairResult result = repair(configuration, timeoutNs);
        if (isInterrupted)
        {
            return ExitCode.FAILED;
        }
        checkWhole(configuration);
        if (result.isEmpty())
        {
            print(result);
        }
        return ExitCode.OK;
    }

    private RepairResult repair(final NodeConfiguration configuration, final long timeoutNs)
    {
        try (LogRepair log = LogRepair.open(configuration.dir().toFile(), true))
        {
            log.checkOwner(configuration.clusterId(), configuration.memberId());
            final RepairProgress progress = new RepairProgress(configuration, spec.commandLine().getErr());
            final RepairResult result = new RepairResult(log, configuration.dir().toString(), progress);
            if (log.damage() != null)
            {
                checkStartOver(log);
                JvmRequirement.check();
                repair(configuration, result, new LogRepairAgent.Context()
                    .repair(log).listener(result).timeoutNs(timeoutNs).startOverAllowed(isStartOver));
            }
            return result;
        }
    }

    /** Files have more than entries, and that is not what other members can give back. */
    private void checkWhole(final NodeConfiguration configuration)
    {
        try (LogInspection inspection = LogInspection.open(configuration.dir().toFile()))
        {
            final List<LogFinding> damages = inspection.verify(
                new ProgressLines(spec.commandLine().getErr(), "checked")).stream()
                .filter(LogFinding::isDamage).toList();
            if (!damages.isEmpty())
            {
                final LogFinding first = damages.get(0);
                throw new CommandException(ExitCode.FAILED, inspection.location() +
                    " is damaged where other members cannot help: " + first.fileName() + ": " + first.text() +
                    (damages.size() == 1 ? "" : "; 'balsa log verify' shows all " + damages.size()));
            }
        }
    }

    private long timeoutNs()
    {
        final long timeoutNs = Durations.parse("--timeout", timeout);
        if (timeoutNs < 1)
        {
            throw new CommandException(ExitCode.USAGE, "--timeout=" + timeout + ": must be more than nothing");
        }
        return timeoutNs;
    }

    private void checkStartOver(final LogRepair log)
    {
        if (isStartOver && !isConfirmed)
        {
            final Identity identity = log.identity();
            throw new CommandException(ExitCode.USAGE, "where no member can prove what is lost, this would remove " +
                "all from index " + (log.lastIndex() + 1) + " on of cluster " + identity.clusterId() + " member " +
                identity.memberId() + ", which may have been acknowledged, and fence the member; --yes-i-know does it");
        }
    }

    /** The process may be told to end meanwhile: then the links are closed first. */
    private void repair(
        final NodeConfiguration configuration, final RepairResult result, final LogRepairAgent.Context ctx)
    {
        final MemberErrors errors = new MemberErrors(spec.commandLine().getErr());
        final OrderlyEnd end = new OrderlyEnd(this::interrupt);
        try (MemberRepair repair = MemberRepair.launch(configuration, ctx, errors))
        {
            errors.onLaunched();
            final IdleStrategy idle = configuration.idleStrategy().newStrategy();
            while (!repair.isDone() && !isInterrupted)
            {
                idle.idle(repair.doWork());
            }
            print(result);
        }
        catch (final RepairException ex)
        {
            print(result);
            throw failure(configuration, ex);
        }
        finally
        {
            ended.countDown();
            end.callOff();
        }
    }

    private void print(final RepairResult result)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            out.println(result.json());
        }
        else
        {
            result.print(out);
        }
    }

    private void interrupt()
    {
        isInterrupted = true;
        OrderlyEnd.await(ended);
        spec.commandLine().getErr().println("balsa: interrupted; what is repaired stays so, the rest is as before");
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }

    private CommandException failure(final NodeConfiguration configuration, final RepairException ex)
    {
        final Damage damage = ex.damage();
        final String what = damage.segmentName() + " is still damaged, " + RepairProgress.indexes(damage) + ": ";
        return ex.awaitedPeerIds().length == 0 ?
            new CommandException(ExitCode.FAILED, what + "no member can prove what is lost; restore the directory " +
                "from a backup, or give it up with --start-over", ex) :
            new CommandException(ExitCode.UNREACHABLE, what + "nothing has come within " + timeout + " from " +
                RepairProgress.peers(configuration, ex.awaitedPeerIds()) +
                "; start the member, check its address, or wait longer with --timeout", ex);
    }
}
