package io.balsa.bench.compare;

import io.balsa.bench.aeroncluster.AeronClusterPeer;
import io.balsa.bench.jraft.JraftPeer;
import io.balsa.bench.peer.Peer;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.ratis.RatisPeer;
import io.balsa.bench.rig.Contender;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.ExitCode;

import java.util.List;
import java.util.stream.Collectors;

/** All that can be compared with. */
final class Peers
{
    /** All that are known, by their names. */
    private static final List<Peer> ALL = List.of(new AeronClusterPeer(), new JraftPeer(), new RatisPeer());

    private Peers()
    {
    }

    static String names()
    {
        return ALL.stream().map(Peer::name).collect(Collectors.joining(", "));
    }

    /**
     * Set up a contender.
     *
     * @param label    name of a peer, and what is to be set otherwise, as in {@code name:key=value}.
     * @param workload that it is to bear.
     * @return the contender.
     */
    static Contender contender(final String label, final Workload workload)
    {
        final String[] parts = label.split(":", 2);
        final Peer peer = ALL.stream().filter(each -> each.name().equals(parts[0])).findFirst().orElseThrow(
            () -> new CommandException(
                ExitCode.USAGE, "--peers: '" + parts[0] + "' is nobody to compare with; there are " + names()));
        return peer.contender(
            label, PeerValues.parse(peer.settings(), parts.length == 1 ? "" : parts[1]), workload);
    }
}
