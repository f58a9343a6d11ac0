package io.balsa.node.demo;

import io.balsa.node.NodeConfiguration;
import io.balsa.node.NodeOption;
import io.balsa.node.SnapshotMode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the members of a demonstration are set up: as their defaults say, but for ports that are free and segments small
 * enough to be seen to roll.
 */
final class DemoCluster
{
    private static final String HOST = "127.0.0.1";
    private static final String SEGMENT_LENGTH = "16m";
    private static final long CLUSTER_ID = 1;

    private final DemoPlan plan;
    private final DemoDirectory directory;
    private final String members;
    private final String ingress;

    DemoCluster(final DemoPlan plan, final DemoDirectory directory)
    {
        this.plan = plan;
        this.directory = directory;
        final List<Integer> ports = FreePorts.find(2 * plan.members());
        members = IntStream.range(0, plan.members())
            .mapToObj(id -> id + "=" + HOST + ":" + ports.get(2 * id) + ":" + ports.get(2 * id + 1))
            .collect(Collectors.joining(","));
        ingress = IntStream.range(0, plan.members())
            .mapToObj(id -> id + "=" + HOST + ":" + ports.get(2 * id + 1))
            .collect(Collectors.joining(","));
    }

    int size()
    {
        return plan.members();
    }

    long clusterId()
    {
        return CLUSTER_ID;
    }

    DemoDirectory directory()
    {
        return directory;
    }

    /** Where clients find the members. */
    String ingress()
    {
        return ingress;
    }

    NodeConfiguration configuration(final int memberId)
    {
        return NodeConfiguration.load(null, properties(memberId));
    }

    /** Write the configuration of a member to a file, for a process of its own. */
    Path writeConfiguration(final int memberId)
    {
        final Path file = directory.configuration(memberId);
        try (OutputStream out = Files.newOutputStream(file))
        {
            properties(memberId).store(out, null);
        }
        catch (final IOException ex)
        {
            throw new DemoException("cannot write " + file + ": " + ex.getMessage(), ex);
        }
        return file;
    }

    private Properties properties(final int memberId)
    {
        final Properties properties = new Properties();
        properties.setProperty(NodeOption.CLUSTER_ID.key(), Long.toString(CLUSTER_ID));
        properties.setProperty(NodeOption.MEMBER_ID.key(), Integer.toString(memberId));
        properties.setProperty(NodeOption.MEMBERS.key(), members);
        properties.setProperty(NodeOption.DIR.key(), directory.member(memberId).toString());
        properties.setProperty(NodeOption.AERON_DIR.key(), directory.driver("member-" + memberId).toString());
        properties.setProperty(NodeOption.SYNC_MODE.key(), plan.syncMode().name().toLowerCase(Locale.ROOT));
        properties.setProperty(NodeOption.SEGMENT_LENGTH.key(), SEGMENT_LENGTH);
        // The audit at the end goes through the whole log of every member.
        properties.setProperty(NodeOption.SNAPSHOT_MODE.key(), SnapshotMode.OFF.name().toLowerCase(Locale.ROOT));
        return properties;
    }
}
