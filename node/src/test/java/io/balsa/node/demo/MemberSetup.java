package io.balsa.node.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line that runs one member below a directory.
 */
record MemberSetup(int memberId, String members, Path dir, Path aeronDir)
{
    static MemberSetup single(final Path parent)
    {
        final List<Integer> ports = FreePorts.find(2);
        return new MemberSetup(0, "0=127.0.0.1:" + ports.get(0) + ":" + ports.get(1), parent.resolve("member"),
            parent.resolve("aeron"));
    }

    /** The same directory and another place on the network. */
    MemberSetup elsewhere()
    {
        final MemberSetup other = single(dir.getParent());
        return new MemberSetup(memberId, other.members, dir, dir.resolveSibling("aeron-2"));
    }

    int peerPort()
    {
        return port(1);
    }

    int ingressPort()
    {
        return port(2);
    }

    private int port(final int part)
    {
        return Integer.parseInt(members.split(":", -1)[part]);
    }

    String ingress()
    {
        return "0=127.0.0.1:" + ingressPort();
    }

    String[] args(final String... more)
    {
        final List<String> args = new ArrayList<>(List.of(
            "node",
            "-Dbalsa.member.id=" + memberId,
            "-Dbalsa.members=" + members,
            "-Dbalsa.dir=" + dir,
            "-Dbalsa.aeron.dir=" + aeronDir,
            "-Dbalsa.segment.length=4m"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }
}
