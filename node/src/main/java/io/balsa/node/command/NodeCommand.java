package io.balsa.node.command;

import io.balsa.node.ClusterNode;
import io.balsa.node.MemberEndpoint;
import io.balsa.node.NodeConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * {@code balsa node}: run a member until the process is told to end, or the member halts.
 */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Run a member until SIGTERM or SIGINT ends it, or it halts because it can no longer be trusted.")
public final class NodeCommand implements Callable<Integer>
{
    private final CountDownLatch launched = new CountDownLatch(1);
    private volatile ClusterNode node;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
        names = "--end-with-standard-input", hidden = true,
        description = "End when standard input does: a member that is a child does not outlive its parent.")
    private boolean isEndingWithStandardInput;

    /**
     * Create.
     */
    public NodeCommand()
    {
    }

    @Override
    public Integer call() throws InterruptedException
    {
        final NodeConfiguration loaded = configuration.load(System.getProperties());
        final MemberErrors errors = new MemberErrors(spec.commandLine().getErr());
        JvmRequirement.check();
        final OrderlyEnd end = new OrderlyEnd(this::endProcess);
        try
        {
            launch(loaded, errors);
            if (node.awaitStart())
            {
                spec.commandLine().getOut().println(description(loaded));
            }
            final Throwable haltReason = node.awaitStop();
            if (haltReason != null)
            {
                node.close();
                throw new CommandException(
                    ExitCode.FAILED, "member " + loaded.memberId() + " has halted: " + haltReason, haltReason);
            }
        }
        finally
        {
            end.callOff();
        }
        return ExitCode.OK;
    }

    private void launch(final NodeConfiguration loaded, final MemberErrors errors)
    {
        try
        {
            node = ClusterNode.launch(new ClusterNode.Context()
                .configuration(loaded)
                .errorHandler(errors)
                .repairListener(new RepairProgress(loaded, spec.commandLine().getOut())));
        }
        finally
        {
            launched.countDown();
        }
        errors.onLaunched();
        if (isEndingWithStandardInput)
        {
            EndOfStandardInput.watch();
        }
    }

    private static String description(final NodeConfiguration loaded)
    {
        final MemberEndpoint endpoint = loaded.members().stream()
            .filter(member -> member.id() == loaded.memberId()).findFirst().orElseThrow();
        return "member " + endpoint.id() + " of " + loaded.members().size() + " runs: peers " +
            endpoint.peerEndpoint() + ", clients " + endpoint.ingressEndpoint() + ", directory " + loaded.dir() +
            ", sync mode " + loaded.syncMode();
    }

    /** The JVM would end with a code that says "killed": an orderly end is not one. */
    private void endProcess()
    {
        int exitCode = ExitCode.OK;
        try
        {
            launched.await();
            if (node != null)
            {
                node.close();
            }
        }
        catch (final InterruptedException | RuntimeException ex)
        {
            spec.commandLine().getErr().println("balsa: the member did not stop in good order: " + ex);
            exitCode = ExitCode.FAILED;
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
