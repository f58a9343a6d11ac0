package io.balsa.node.command;

import io.balsa.consensus.snapshot.SnapshotState;
import io.balsa.node.MemberCounter;
import io.balsa.node.NodeConfiguration;
import io.balsa.transport.media.TransportException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code balsa snapshot take}: have a member on this machine take a snapshot, and wait until it is there.
 */
@Command(
    name = "take",
    mixinStandardHelpOptions = true,
    description = "Have a member that runs on this machine take a snapshot of all that is committed by now.")
public final class SnapshotTakeCommand implements Callable<Integer>
{
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
        names = "--timeout", paramLabel = "TIME", defaultValue = "60s",
        description = "How long to wait for the snapshot (default: ${DEFAULT-VALUE}).")
    private String timeout;

    @Option(names = "--json", description = "Print the result as one line of JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotTakeCommand()
    {
    }

    @Override
    public Integer call()
    {
        final long timeoutNs = Durations.parse("--timeout", timeout);
        final NodeConfiguration loaded = configuration.load(System.getProperties());
        try
        {
            return take(loaded, timeoutNs);
        }
        catch (final TransportException ex)
        {
            throw new CommandException(ExitCode.UNREACHABLE,
                "member " + loaded.memberId() + " does not run on this machine: " + ex.getMessage(), ex);
        }
    }

    private int take(final NodeConfiguration loaded, final long timeoutNs)
    {
        final Map<String, Long> before = counters(loaded);
        checkTaking(loaded, before);
        MemberCounter.requestSnapshot(loaded);
        final long requests = before.get("snapshot-requests") + 1;
        final long deadlineNs = System.nanoTime() + timeoutNs;
        Map<String, Long> now = counters(loaded);
        while (now.get("snapshot-answers") < requests)
        {
            if (System.nanoTime() - deadlineNs >= 0)
            {
                throw new CommandException(ExitCode.FAILED, "member " + loaded.memberId() + " has not taken the " +
                    "snapshot within --timeout=" + timeout + "; it goes on, see the counters snapshot-*");
            }
            LockSupport.parkNanos(LOOK_INTERVAL_NS);
            now = counters(loaded);
            checkTaking(loaded, now);
        }
        if (!now.get("snapshot-failures").equals(before.get("snapshot-failures")))
        {
            throw new CommandException(ExitCode.FAILED, "member " + loaded.memberId() +
                " could not take the snapshot: its own output says why; it tries again by itself");
        }
        print(loaded, before, now);
        return ExitCode.OK;
    }

    private static void checkTaking(final NodeConfiguration loaded, final Map<String, Long> counters)
    {
        final SnapshotState state = SnapshotState.get(counters.get("snapshot-state").intValue());
        if (state == SnapshotState.OFF || state == SnapshotState.STOPPED)
        {
            throw new CommandException(ExitCode.FAILED, "member " + loaded.memberId() + " takes no snapshots: " +
                (state == SnapshotState.OFF ? "they are off, or its service has none" :
                "its second instance of the service has stopped; its own output says why, restart the member"));
        }
    }

    private void print(final NodeConfiguration loaded, final Map<String, Long> before, final Map<String, Long> now)
    {
        final boolean isNew = !now.get("snapshots-taken").equals(before.get("snapshots-taken"));
        final long index = now.get("snapshot-index");
        final long durationMs = TimeUnit.NANOSECONDS.toMillis(now.get("snapshot-duration-ns"));
        if (isJson)
        {
            final JsonObject json = new JsonObject();
            json.number("member", loaded.memberId());
            json.number("index", index);
            json.number("durationMs", isNew ? durationMs : 0);
            spec.commandLine().getOut().println(json);
        }
        else
        {
            spec.commandLine().getOut().println("member " + loaded.memberId() + (isNew ?
                " has taken a snapshot of index=" + index + " in " + durationMs + " ms" :
                " has a snapshot of index=" + index + ", and nothing was committed since"));
        }
    }

    private static Map<String, Long> counters(final NodeConfiguration loaded)
    {
        final Map<String, Long> values = new HashMap<>();
        MemberCounter.readAll(loaded).forEach((counter) -> values.put(counter.name(), counter.value()));
        return values;
    }
}
