package io.balsa.node.command;

import io.balsa.log.mmap.Identity;
import io.balsa.log.mmap.LogInspection;
import io.balsa.node.NodeConfiguration;
import io.balsa.node.NodeOption;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Whose log is to be repaired: that of a configured member, or that of a directory together with who the members are.
 */
final class RepairTarget
{
    @Parameters(
        index = "0", arity = "0..1", paramLabel = "DIR",
        description = "Directory of the member, its 'balsa.dir'; not needed with --config.")
    private Path directory;

    @Option(
        names = "--members", paramLabel = "ID=HOST:PEER_PORT:INGRESS_PORT,...",
        description = "Every member, as in 'balsa.members'; not needed with --config.")
    private String members;

    /** Read the configuration; without a file the directory itself says whose it is. */
    NodeConfiguration load(final ConfigurationOptions options)
    {
        final Properties properties = new Properties();
        properties.putAll(System.getProperties());
        if (members != null)
        {
            properties.setProperty(NodeOption.MEMBERS.key(), members);
        }
        if (directory != null)
        {
            properties.setProperty(NodeOption.DIR.key(), directory.toString());
            if (!options.hasFile())
            {
                addOwner(properties);
            }
        }
        final NodeConfiguration configuration = options.load(properties);
        if (directory != null && !configuration.dir().equals(directory.toAbsolutePath().normalize()))
        {
            throw new CommandException(ExitCode.USAGE,
                directory + " is not " + NodeOption.DIR.key() + "=" + configuration.dir() + "; give one of them");
        }
        return configuration;
    }

    private void addOwner(final Properties properties)
    {
        try (LogInspection inspection = LogInspection.open(directory.toFile()))
        {
            final Identity identity = inspection.identity();
            properties.putIfAbsent(NodeOption.CLUSTER_ID.key(), Long.toString(identity.clusterId()));
            properties.putIfAbsent(NodeOption.MEMBER_ID.key(), Integer.toString(identity.memberId()));
        }
    }
}
