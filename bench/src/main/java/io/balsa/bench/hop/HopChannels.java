package io.balsa.bench.hop;

import io.aeron.protocol.DataHeaderFlyweight;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MediaContext;

/**
 * Where commands go, and where answers come from.
 *
 * @param commands Aeron channel.
 * @param answers  Aeron channel.
 */
public record HopChannels(String commands, String answers)
{
    /** Longest message that goes in one packet, in bytes. */
    public static final int MESSAGE_LENGTH_MAX =
        TransportContext.EGRESS_MTU_LENGTH_DEFAULT - DataHeaderFlyweight.HEADER_LENGTH;

    /** Stream of commands. */
    public static final int COMMANDS_STREAM_ID = 1;

    /** Stream of answers. */
    public static final int ANSWERS_STREAM_ID = 2;

    /**
     * Channels over UDP.
     *
     * @param commandPort of the loopback.
     * @param answerPort  of the loopback.
     * @return the channels.
     */
    public static HopChannels udp(final int commandPort, final int answerPort)
    {
        return new HopChannels(udp(commandPort), udp(answerPort));
    }

    /**
     * A channel over UDP.
     *
     * @param port of the loopback.
     * @return the channel.
     */
    public static String udp(final int port)
    {
        return "aeron:udp?endpoint=127.0.0.1:" + port;
    }

    /**
     * Channels through shared memory.
     *
     * @return the channels.
     */
    public static HopChannels ipc()
    {
        return new HopChannels("aeron:ipc", "aeron:ipc");
    }

    /**
     * Complete a channel, as that from a member to a client is.
     *
     * @param context of the sender.
     * @param channel one of these.
     * @return the channel to send on.
     */
    public static String toSend(final MediaContext context, final String channel)
    {
        return context.publicationChannel(
            channel, TransportContext.EGRESS_MTU_LENGTH_DEFAULT, TransportContext.LOG_TERM_LENGTH_DEFAULT);
    }
}
