package io.balsa.node.command;

import io.balsa.archive.ClusterRestore;
import io.balsa.archive.SnapshotFacts;
import io.balsa.node.MemberEndpoint;
import io.balsa.node.NodeOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * {@code balsa snapshot restore}: a new cluster from a snapshot.
 */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
        "Make the directories of the members of a new cluster from a snapshot. The new cluster has an id of its own: " +
        "members and clients of the old one are refused by it.",
        "The sessions of the old clients are not taken over."})
public final class SnapshotRestoreCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL, description = OpenedSnapshot.DESCRIPTION)
    private String name;

    @Option(names = "--into", paramLabel = "DIR", required = true,
        description = "Directory to create: in it a directory and a configuration for each member.")
    private Path into;

    @Option(names = "--members", paramLabel = "ID=HOST:PEER_PORT:INGRESS_PORT,...", required = true,
        description = "Every member of the new cluster, as in 'balsa.members'.")
    private String members;

    @Option(names = "--cluster-id", paramLabel = "N",
        description = "Id of the new cluster, which no other has or had (default: a random one).")
    private Long wantedId;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotRestoreCommand()
    {
    }

    @Override
    public Integer call()
    {
        final List<MemberEndpoint> endpoints = MemberEndpoint.parseList(members);
        final Path directory = into.toAbsolutePath().normalize();
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            final SnapshotFacts facts = opened.stream().facts();
            final long clusterId = clusterId(facts);
            final String list = endpoints.stream().map(MemberEndpoint::toString).collect(Collectors.joining(","));
            ClusterRestore.run(
                opened.stream(),
                directory.toFile(),
                clusterId,
                endpoints.stream().mapToInt(MemberEndpoint::id).toArray(),
                (memberId) -> settings(directory, clusterId, memberId, list),
                new ProgressLines(spec.commandLine().getErr(), "restored"));
            print(directory, facts, clusterId, endpoints);
        }
        return ExitCode.OK;
    }

    private long clusterId(final SnapshotFacts facts)
    {
        if (wantedId == null)
        {
            final SecureRandom random = new SecureRandom();
            long clusterId = facts.clusterId();
            while (clusterId < 1 || clusterId == facts.clusterId())
            {
                clusterId = random.nextLong();
            }
            return clusterId;
        }
        OptionRange.check("--cluster-id", wantedId, 1, Long.MAX_VALUE);
        if (wantedId == facts.clusterId())
        {
            throw new CommandException(ExitCode.USAGE, "--cluster-id=" + wantedId +
                ": that is the old cluster, whose members could join; choose another");
        }
        return wantedId;
    }

    private static String settings(
        final Path directory, final long clusterId, final int memberId, final String list)
    {
        return NodeOption.CLUSTER_ID.key() + "=" + clusterId + "\n" +
            NodeOption.MEMBER_ID.key() + "=" + memberId + "\n" +
            NodeOption.MEMBERS.key() + "=" + list + "\n" +
            NodeOption.DIR.key() + "=" +
            directory.resolve(ClusterRestore.memberName(memberId)).toString().replace("\\", "\\\\") + "\n";
    }

    private void print(
        final Path directory, final SnapshotFacts facts, final long clusterId, final List<MemberEndpoint> endpoints)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final long index = facts.metadata().id().index();
        if (isJson)
        {
            out.println(new JsonObject()
                .text("directory", directory.toString())
                .number("clusterId", clusterId)
                .number("oldClusterId", facts.clusterId())
                .number("index", index)
                .number("term", facts.metadata().id().term())
                .number("records", facts.recordCount())
                .number("droppedSessions", facts.sessionCount())
                .array("members", endpoints.stream().map((endpoint) -> new JsonObject()
                    .number("id", endpoint.id())
                    .text("config", configuration(directory, endpoint).toString())).toList()));
            return;
        }
        out.println("restored index=" + index + " of cluster " + facts.clusterId() + ", " + facts.recordCount() +
            " records, as cluster " + clusterId + "; " + facts.sessionCount() + " sessions are dropped");
        for (final MemberEndpoint endpoint : endpoints)
        {
            out.println("member " + endpoint.id() + " on " + endpoint.host() + ": balsa node --config " +
                configuration(directory, endpoint));
        }
    }

    private static Path configuration(final Path directory, final MemberEndpoint endpoint)
    {
        return directory.resolve(ClusterRestore.memberName(endpoint.id()) + ".properties");
    }
}
