package io.balsa.bench.aeroncluster;

import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.PeerValues;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who listens where, and on which channels.
 *
 * @param values of the settings.
 * @param ports  of all members, {@link #PORTS_PER_MEMBER} each.
 */
record AeronClusterNetwork(PeerValues values, List<Integer> ports)
{
    static final int PORTS_PER_MEMBER = 5;
    static final String IPC = "aeron:ipc";

    /** It leads as long as it lives, so no round has another leader; and a client can find its media driver. */
    static final int LEADER_ID = 0;

    private static final String HOST = "127.0.0.1:";
    private static final int INGRESS = 0;
    private static final int ARCHIVE = 4;
    private static final int BYTES_PER_KIB = 1024;

    static AeronClusterNetwork of(final MemberPlan plan)
    {
        return new AeronClusterNetwork(
            PeerValues.parse(AeronClusterSetting.values(), plan.values()), plan.ports());
    }

    private String endpoint(final int memberId, final int use)
    {
        return HOST + ports.get(PORTS_PER_MEMBER * memberId + use);
    }

    /** All members, each with what its ports are for: ingress, consensus, log, catch-up, archive. */
    String members()
    {
        return IntStream.range(0, MemberPlan.MEMBERS)
            .mapToObj(id -> id + "," + IntStream.range(0, PORTS_PER_MEMBER)
                .mapToObj(use -> endpoint(id, use)).collect(Collectors.joining(",")))
            .collect(Collectors.joining("|"));
    }

    /** Where clients find the members. */
    String ingressEndpoints()
    {
        return IntStream.range(0, MemberPlan.MEMBERS)
            .mapToObj(id -> id + "=" + endpoint(id, INGRESS)).collect(Collectors.joining(","));
    }

    String archiveChannel(final int memberId)
    {
        return "aeron:udp?term-length=64k|endpoint=" + endpoint(memberId, ARCHIVE);
    }

    String logChannel()
    {
        return "aeron:udp?alias=log|mtu=" + values.text(AeronClusterSetting.LOG_MTU) + "|term-length=" +
            values.text(AeronClusterSetting.LOG_TERM_KIB) + "k";
    }

    String ingressChannel()
    {
        return "aeron:udp?mtu=" + values.text(AeronClusterSetting.CLIENT_MTU);
    }

    /** For whatever answers on a port that is free. */
    static String anyPort()
    {
        return "aeron:udp?endpoint=" + HOST + "0";
    }

    int windowLength()
    {
        return BYTES_PER_KIB * values.number(AeronClusterSetting.WINDOW_KIB);
    }
}
