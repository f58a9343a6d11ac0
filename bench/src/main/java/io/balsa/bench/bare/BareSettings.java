package io.balsa.bench.bare;

import io.balsa.bench.hop.HopChannels;
import io.balsa.node.IdleMode;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MediaContext;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the parties of a bare path agree on. Channels and buffers are those of a cluster.
 *
 * @param payloadBytes length of each command.
 * @param idle         what threads do without work.
 * @param isForced     whether a command counts only when it was forced.
 * @param directory    for logs.
 * @param drivers      directory of media drivers.
 * @param ports        for the leader's commands, the followers' entries, the leader's acknowledgements, and the
 *                     client's answers, in this order.
 */
record BareSettings(
    int payloadBytes, IdleMode idle, boolean isForced, Path directory, Path drivers, List<Integer> ports)
{
    /** Longest command: one packet everywhere. */
    static final int PAYLOAD_BYTES_MAX = 1024;

    static final int PORTS = 5;
    static final int FOLLOWERS = 2;
    static final int STREAM_ID = 1;

    private static final int ACK_PORT = 3;
    private static final int EGRESS_PORT = 4;
    private static final int FIELDS = 6;

    String[] toArgs(final String party)
    {
        return new String[]{
            party, Integer.toString(payloadBytes), idle.name(), Boolean.toString(isForced), directory.toString(),
            drivers.toString(), ports.stream().map(Object::toString).collect(Collectors.joining(","))};
    }

    /** Read what {@link #toArgs(String)} has made, behind the party. */
    static BareSettings parse(final String... args)
    {
        final List<String> fields = Arrays.asList(args).subList(1, 1 + FIELDS);
        return new BareSettings(
            Integer.parseInt(fields.get(0)),
            IdleMode.valueOf(fields.get(1)),
            Boolean.parseBoolean(fields.get(2)),
            Path.of(fields.get(3)),
            Path.of(fields.get(4)),
            Arrays.stream(fields.get(5).split(",", -1)).map(Integer::valueOf).toList());
    }

    /** Directory of a party's media driver. */
    Path driver(final String party)
    {
        return drivers.resolve(party);
    }

    MediaContext media(final String party)
    {
        return new MediaContext().aeronDirectoryName(driver(party).toString()).conclude();
    }

    /** Between the client and the leader. */
    HopChannels client()
    {
        return HopChannels.udp(ports.get(0), ports.get(EGRESS_PORT));
    }

    String followerChannel(final int follower)
    {
        return HopChannels.udp(ports.get(1 + follower));
    }

    String ackChannel()
    {
        return HopChannels.udp(ports.get(ACK_PORT));
    }

    /** Complete a channel, as that between members is. */
    static String toSend(final MediaContext media, final String channel)
    {
        return media.publicationChannel(
            channel, TransportContext.LOG_MTU_LENGTH_DEFAULT, TransportContext.LOG_TERM_LENGTH_DEFAULT);
    }
}
