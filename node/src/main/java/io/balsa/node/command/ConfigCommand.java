package io.balsa.node.command;

import io.balsa.node.NodeConfiguration;
import io.balsa.node.NodeOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * {@code balsa config}: check a configuration without starting anything.
 */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Check a member's configuration and print what is in force; with --list, what there is to set.")
public final class ConfigCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--list", description = "List every option with its default, range and meaning.")
    private boolean isList;

    /**
     * Create.
     */
    public ConfigCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (isList)
        {
            list(out);
        }
        else
        {
            print(configuration.load(System.getProperties()), out);
        }
        return ExitCode.OK;
    }

    private static void print(final NodeConfiguration configuration, final PrintWriter out)
    {
        for (final NodeOption option : NodeOption.values())
        {
            out.println(option.key() + "=" + configuration.text(option));
        }
    }

    private static void list(final PrintWriter out)
    {
        for (final NodeOption option : NodeOption.values())
        {
            final String byDefault = option.defaultText() == null ? "required" : "default '" +
                option.defaultText() + "'";
            out.println(option.key() + " (" + byDefault + "; allowed: " + option.range() + ")");
            out.println("    " + option.meaning());
        }
    }
}
