package io.balsa.node.command;

import io.balsa.node.NodeConfiguration;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where a configuration comes from: a file, over it the system properties, over them {@code -D}.
 */
final class ConfigurationOptions
{
    @Option(names = "--config", paramLabel = "FILE", description = "Properties file of the member.")
    private Path file;

    @Option(
        names = "-D", paramLabel = "KEY=VALUE", mapFallbackValue = "",
        description = "Set an option over the file. May be repeated.")
    private final Map<String, String> overrides = new TreeMap<>();

    boolean hasFile()
    {
        return file != null;
    }

    /** Read and check what was named. */
    NodeConfiguration load(final Properties systemProperties)
    {
        final Properties overlay = new Properties();
        for (final String key : systemProperties.stringPropertyNames())
        {
            overlay.setProperty(key, systemProperties.getProperty(key));
        }
        for (final Map.Entry<String, String> override : overrides.entrySet())
        {
            if (!override.getKey().startsWith("balsa."))
            {
                throw new CommandException(ExitCode.USAGE,
                    "-D" + override.getKey() + ": options of a member start with 'balsa.'");
            }
            overlay.setProperty(override.getKey(), override.getValue());
        }
        return NodeConfiguration.load(file, overlay);
    }
}
