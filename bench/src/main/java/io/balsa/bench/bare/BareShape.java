package io.balsa.bench.bare;

import io.balsa.node.DriverMode;
import io.balsa.node.PeerMedia;

import java.util.Locale;

/**
 * Where the parties of a bare path run, and how they reach each other: as the members of the cluster beside it.
 *
 * @param members     that copy each command, the leader among them.
 * @param peers       how they reach each other.
 * @param ingress     how the client reaches the leader.
 * @param driver      whether each has a media driver in its loop, or all and the client share one.
 * @param isInProcess whether they run in the process of the client, each with a loop of its own.
 */
public record BareShape(int members, PeerMedia peers, PeerMedia ingress, DriverMode driver, boolean isInProcess)
{
    /** Three processes over UDP with a media driver each. */
    public static final BareShape USUAL = new BareShape(3, PeerMedia.UDP, PeerMedia.UDP, DriverMode.EMBEDDED, false);

    private static final int FIELDS = 5;
    private static final String SEPARATOR = ",";

    int followers()
    {
        return members - 1;
    }

    int majority()
    {
        return members / 2 + 1;
    }

    /** For another process. */
    String toText()
    {
        return String.join(SEPARATOR, Integer.toString(members), peers.name(), ingress.name(), driver.name(),
            Boolean.toString(isInProcess));
    }

    /** Read what {@link #toText()} has made. */
    static BareShape parse(final String text)
    {
        final String[] fields = text.split(SEPARATOR, FIELDS);
        return new BareShape(Integer.parseInt(fields[0]), PeerMedia.valueOf(fields[1]), PeerMedia.valueOf(fields[2]),
            DriverMode.valueOf(fields[3]), Boolean.parseBoolean(fields[4]));
    }

    @Override
    public String toString()
    {
        return (members + (isInProcess ? " in the client's process" : " processes") + ", " +
            (peers == ingress ? peers.name() : "peers " + peers + ", ingress " + ingress) + ", media driver " + driver)
            .toLowerCase(Locale.ROOT);
    }
}
