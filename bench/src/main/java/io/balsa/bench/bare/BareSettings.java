package io.balsa.bench.bare;

import io.balsa.bench.hop.HopChannels;
import io.balsa.bench.process.MediaBytes;
import io.balsa.node.DriverMode;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MediaContext;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the parties of a bare path agree on. Channels and buffers are those of a cluster.
 *
 * @param shape        where they run.
 * @param payloadBytes length of each command.
 * @param idle         what threads do without work.
 * @param isForced     whether a command counts only when it was forced.
 * @param directory    for logs.
 * @param drivers      directory of media drivers.
 * @param ports        for the leader's commands, the client's answers, the leader's acknowledgements, and the
 *                     followers' entries, in this order.
 */
record BareSettings(
    BareShape shape,
    int payloadBytes,
    IdleMode idle,
    boolean isForced,
    Path directory,
    Path drivers,
    List<Integer> ports)
{
    /** Longest command. */
    static final int PAYLOAD_BYTES_MAX = 64 * 1024;

    private static final String IPC = "aeron:ipc";
    private static final int ENTRIES_STREAM_ID = 10;
    private static final int ACKS_STREAM_ID = 20;
    private static final int EGRESS_PORT = 1;
    private static final int ACK_PORT = 2;
    private static final int FOLLOWER_PORT = 3;
    private static final int FIELDS = 7;

    /** How many there are. */
    static int ports(final BareShape shape)
    {
        return FOLLOWER_PORT + shape.followers();
    }

    String[] toArgs(final String party)
    {
        return new String[]{
            party, shape.toText(), Integer.toString(payloadBytes), idle.name(), Boolean.toString(isForced),
            directory.toString(), drivers.toString(),
            ports.stream().map(Object::toString).collect(Collectors.joining(","))};
    }

    /** Read what {@link #toArgs(String)} has made, behind the party. */
    static BareSettings parse(final String... args)
    {
        final List<String> fields = Arrays.asList(args).subList(1, 1 + FIELDS);
        return new BareSettings(
            BareShape.parse(fields.get(0)),
            Integer.parseInt(fields.get(1)),
            IdleMode.valueOf(fields.get(2)),
            Boolean.parseBoolean(fields.get(3)),
            Path.of(fields.get(4)),
            Path.of(fields.get(5)),
            Arrays.stream(fields.get(6).split(",", -1)).map(Integer::valueOf).toList());
    }

    boolean isDriverShared()
    {
        return shape.driver() == DriverMode.EXTERNAL;
    }

    /** Directory of a party's media driver: of the one that all share, or of its own. */
    Path driver(final String party)
    {
        return drivers.resolve(isDriverShared() ? "shared" : party);
    }

    /** Bytes that a party's media driver has sent; 0 where it is the one that all share. */
    long sentBytes(final String party)
    {
        return isDriverShared() ? 0 : MediaBytes.sent(driver(party));
    }

    MediaContext media(final String party)
    {
        return new MediaContext().embeddedDriver(!isDriverShared()).aeronDirectoryName(driver(party).toString())
            .conclude();
    }

    /** Between the client and the leader. */
    HopChannels client()
    {
        return shape.ingress() == PeerMedia.IPC ?
            HopChannels.ipc() : HopChannels.udp(ports.get(0), ports.get(EGRESS_PORT));
    }

    String followerChannel(final int follower)
    {
        return shape.peers() == PeerMedia.IPC ? IPC : HopChannels.udp(ports.get(FOLLOWER_PORT + follower));
    }

    static int entriesStreamId(final int follower)
    {
        return ENTRIES_STREAM_ID + follower;
    }

    String ackChannel()
    {
        return shape.peers() == PeerMedia.IPC ? IPC : HopChannels.udp(ports.get(ACK_PORT));
    }

    static int acksStreamId(final int follower)
    {
        return ACKS_STREAM_ID + follower;
    }

    /** Complete a channel, as that between members is. */
    static String toSend(final MediaContext media, final String channel)
    {
        return media.publicationChannel(
            channel, TransportContext.LOG_MTU_LENGTH_DEFAULT, TransportContext.LOG_TERM_LENGTH_DEFAULT);
    }
}
