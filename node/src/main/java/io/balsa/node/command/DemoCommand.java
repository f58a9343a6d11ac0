package io.balsa.node.command;

import io.balsa.node.demo.Console;
import io.balsa.node.demo.Demo;
import io.balsa.node.demo.DemoPlan;
import io.balsa.node.demo.DemoReport;
import io.balsa.node.demo.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code balsa demo}: a cluster that loses its leader while it is used, and an audit of what is left.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Start a cluster on this machine, send commands, kill the leader, start it again, and check that " +
        "every acknowledged command was applied exactly once on every member.")
public final class DemoCommand implements Callable<Integer>
{
    private static final String TERMINAL_PROPERTY = "io.balsa.terminal";
    private static final long CLEAN_UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    @Spec
    private CommandSpec spec;

    @Mixin
    private final DemoOptions options = new DemoOptions();

    /**
     * Create.
     */
    public DemoCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmRequirement.check();
        final PrintWriter out = spec.commandLine().getOut();
        final Console console = new Console(spec.commandLine().getErr(), Boolean.getBoolean(TERMINAL_PROPERTY));
        final StopRequest stop = new StopRequest("demo");
        final DemoReport report;
        final DemoPlan plan = options.plan();
        final OrderlyEnd end = new OrderlyEnd(() -> stop(stop));
        try
        {
            report = new Demo(plan, stop, console).run();
        }
        finally
        {
            end.callOff();
        }
        if (options.isJson())
        {
            out.println(report.toJson());
        }
        else
        {
            report.printText(out);
        }
        return report.isOk() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void stop(final StopRequest stop)
    {
        try
        {
            stop.request(CLEAN_UP_TIMEOUT_NS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
