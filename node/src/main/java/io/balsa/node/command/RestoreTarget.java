package io.balsa.node.command;

import io.balsa.archive.ClusterRestore;
import io.balsa.node.MemberEndpoint;
import io.balsa.node.NodeOption;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;

/** The new cluster that a restore makes: where, of which members, under which id. */
final class RestoreTarget
{
    @Option(names = "--into", paramLabel = "DIR", required = true,
        description = "Directory to create: in it a directory and a configuration for each member.")
    private Path into;

    @Option(names = "--members", paramLabel = "ID=HOST:PEER_PORT:INGRESS_PORT,...", required = true,
        description = "Every member of the new cluster, as in 'balsa.members'.")
    private String members;

    @Option(names = "--cluster-id", paramLabel = "N",
        description = "Id of the new cluster, which no other has or had (default: a random one).")
    private Long wantedId;

    Path directory()
    {
        return into.toAbsolutePath().normalize();
    }

    List<MemberEndpoint> endpoints()
    {
        return MemberEndpoint.parseList(members);
    }

    int[] memberIds()
    {
        return endpoints().stream().mapToInt(MemberEndpoint::id).toArray();
    }

    /** The id that was wanted, or a random one; not that of the old cluster. */
    long clusterId(final long oldClusterId)
    {
        if (wantedId == null)
        {
            final SecureRandom random = new SecureRandom();
            long clusterId = oldClusterId;
            while (clusterId < 1 || clusterId == oldClusterId)
            {
                clusterId = random.nextLong();
            }
            return clusterId;
        }
        OptionRange.check("--cluster-id", wantedId, 1, Long.MAX_VALUE);
        if (wantedId == oldClusterId)
        {
            throw new CommandException(ExitCode.USAGE, "--cluster-id=" + wantedId +
                ": that is the old cluster, whose members could join; choose another");
        }
        return wantedId;
    }

    /** Configuration of a member. */
    String settings(final long clusterId, final int memberId)
    {
        final String list = endpoints().stream().map(MemberEndpoint::toString).collect(Collectors.joining(","));
        return NodeOption.CLUSTER_ID.key() + "=" + clusterId + "\n" +
            NodeOption.MEMBER_ID.key() + "=" + memberId + "\n" +
            NodeOption.MEMBERS.key() + "=" + list + "\n" +
            NodeOption.DIR.key() + "=" +
            directory().resolve(ClusterRestore.memberName(memberId)).toString().replace("\\", "\\\\") + "\n";
    }

    List<JsonObject> membersJson()
    {
        return endpoints().stream().map((endpoint) -> new JsonObject()
            .number("id", endpoint.id())
            .text("config", configuration(endpoint).toString())).toList();
    }

    void printMembers(final PrintWriter out)
    {
        for (final MemberEndpoint endpoint : endpoints())
        {
            out.println("member " + endpoint.id() + " on " + endpoint.host() + ": balsa node --config " +
                configuration(endpoint));
        }
    }

    private Path configuration(final MemberEndpoint endpoint)
    {
        return directory().resolve(ClusterRestore.memberName(endpoint.id()) + ".properties");
    }
}
