package io.balsa.node;

import io.balsa.transport.media.DriverCounters;
import io.balsa.transport.media.TransportException;

import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A counter of a member that runs on this machine, in this process or another one.
 *
 * @param typeId of the counter: the same for all members, in all versions.
 * @param name   of the counter.
 * @param value  a tenth of a second old at most.
 */
public record MemberCounter(int typeId, String name, long value)
{
    static final int SNAPSHOT_REQUEST_TYPE_ID = 7439;

    static String snapshotRequestLabel(final NodeConfiguration configuration)
    {
        return "snapshot-request" + suffix(configuration);
    }

    private static String suffix(final NodeConfiguration configuration)
    {
        return " - balsa member=" + configuration.memberId();
    }

    /**
     * Ask a member that runs on this machine for a snapshot. It counts the request in {@code snapshot-requests}, and in
     * {@code snapshot-answers} when it is done with it.
     *
     * @param configuration of the member.
     * @throws TransportException when it does not run.
     */
    public static void requestSnapshot(final NodeConfiguration configuration)
    {
        final String aeronDirectory = NodeWiring.aeronDirectory(configuration);
        if (!DriverCounters.increment(
            new File(aeronDirectory), SNAPSHOT_REQUEST_TYPE_ID, snapshotRequestLabel(configuration)))
        {
            throw new TransportException(
                "the media driver in aeronDirectoryName=" + aeronDirectory + " has no counters of it");
        }
    }

    /**
     * Read all counters once.
     *
     * @param configuration of the member.
     * @return the counters in the order of their type ids.
     * @throws TransportException when it does not run.
     */
    public static List<MemberCounter> readAll(final NodeConfiguration configuration)
    {
        final String suffix = suffix(configuration);
        final String aeronDirectory = NodeWiring.aeronDirectory(configuration);
        final List<MemberCounter> counters = new ArrayList<>();
        DriverCounters.forEach(new File(aeronDirectory), (typeId, label, value) ->
        {
            if (label.endsWith(suffix))
            {
                counters.add(new MemberCounter(typeId, label.substring(0, label.length() - suffix.length()), value));
            }
        });
        if (counters.isEmpty())
        {
            throw new TransportException(
                "the media driver in aeronDirectoryName=" + aeronDirectory + " has no counters of it");
        }
        counters.sort(Comparator.comparingInt(MemberCounter::typeId));
        return counters;
    }
}
