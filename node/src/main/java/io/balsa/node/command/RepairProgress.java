package io.balsa.node.command;

import io.balsa.log.mmap.Damage;
import io.balsa.log.repair.RepairListener;
import io.balsa.node.MemberEndpoint;
import io.balsa.node.NodeConfiguration;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Tells people how the repair of a member's log goes on: a line when it begins, one when it ends, and between them how
 * far it has come. While nothing comes the lines grow rare.
 */
final class RepairProgress implements RepairListener
{
    /** Reports in a row without anything new before the first line says so. */
    static final int QUIET_REPORTS_MIN = 4;

    /** Reports in a row without anything new between two lines that say so, at most. */
    static final int QUIET_REPORTS_MAX = 64;

    private static final int KIBIBYTE = 1024;

    private final NodeConfiguration configuration;
    private final PrintWriter out;
    private final String member;
    private int repairedCount;
    private long repairedBytes;
    private long toldLength;
    private int quietReports;

    RepairProgress(final NodeConfiguration configuration, final PrintWriter out)
    {
        this.configuration = configuration;
        this.out = out;
        member = "member " + configuration.memberId();
    }

    @Override
    public void onBegin(final Damage damage)
    {
        out.println(member + " repairs its log: " + damage.segmentName() + ", " + indexes(damage) + " (" +
            damage.reason() + "); " + (damage.isTailUncertain() ? "nobody can say how much is lost" :
            "asks " + peers(configuration, peerIds())));
    }

    @Override
    public void onProgress(final Damage damage, final long lengthBytes, final int peerId)
    {
        if (lengthBytes != toldLength)
        {
            toldLength = lengthBytes;
            quietReports = 0;
            out.println(member + " repairs its log: " + indexes(damage) + ", " + kibibytes(lengthBytes) +
                " so far, from member " + peerId);
            return;
        }
        quietReports++;
        if (quietReports >= QUIET_REPORTS_MIN &&
            (Integer.bitCount(quietReports) == 1 || quietReports % QUIET_REPORTS_MAX == 0))
        {
            out.println(member + " repairs its log: " + indexes(damage) + ", waits for " +
                peers(configuration, peerIds()));
        }
    }

    @Override
    public void onRepaired(final Damage damage, final long lengthBytes, final int peerId)
    {
        repairedCount++;
        repairedBytes += lengthBytes;
        toldLength = 0;
        quietReports = 0;
    }

    @Override
    public void onStartedOver(final Damage damage)
    {
        out.println(member + " has cut its log " + cutIndexes(damage) + ", which nobody could give back; it is " +
            "fenced until a later leader has made its log whole");
    }

    @Override
    public void onEnd()
    {
        out.println(member + " has repaired its log: " + repairedCount + (repairedCount == 1 ? " gap" : " gaps") +
            " filled, " + kibibytes(repairedBytes) + " fetched");
    }

    /** The entries that are damaged. */
    static String indexes(final Damage damage)
    {
        final long firstIndex = damage.afterIndex() + 1;
        if (damage.lastIndex() == Damage.UNKNOWN)
        {
            return cutIndexes(damage);
        }
        return "index " + firstIndex + (damage.lastIndex() == firstIndex ? "" : " to " + damage.lastIndex());
    }

    private static String cutIndexes(final Damage damage)
    {
        return "from index " + (damage.afterIndex() + 1) + " on";
    }

    /** Members and where they are. */
    static String peers(final NodeConfiguration configuration, final int... ids)
    {
        return configuration.members().stream()
            .filter(member -> Arrays.stream(ids).anyMatch(id -> id == member.id()))
            .map(member -> "member " + member.id() + " at " + member.peerEndpoint())
            .collect(Collectors.joining(", "));
    }

    private int[] peerIds()
    {
        return configuration.members().stream()
            .mapToInt(MemberEndpoint::id).filter(id -> id != configuration.memberId()).toArray();
    }

    private static String kibibytes(final long lengthBytes)
    {
        return (lengthBytes + KIBIBYTE - 1) / KIBIBYTE + " KiB";
    }
}
