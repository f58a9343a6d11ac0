package io.balsa.transport.aeron;

import io.aeron.ChannelUri;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Decides which response channels of clients are acceptable: shared memory, or one UDP address and port. An address is
 * given as a number, since a name would be resolved on the thread of the duty cycle, and all other parameters are let
 * go, since they would let a client choose this member's buffers.
 */
final class ResponseChannel
{
    private static final Pattern ENDPOINT =
        Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");

    private ResponseChannel()
    {
    }

    /**
     * Take the acceptable part of a channel.
     *
     * @param channel      as the client gave it.
     * @param isIpcAllowed whether shared memory is.
     * @return channel to answer on, or null when there is none.
     */
    static String accept(final String channel, final boolean isIpcAllowed)
    {
        final ChannelUri uri;
        try
        {
            uri = ChannelUri.parse(channel);
        }
        catch (final IllegalArgumentException ex)
        {
            return null;
        }
        if (uri.isIpc())
        {
            return isIpcAllowed ? "aeron:ipc" : null;
        }
        final var matcher = ENDPOINT.matcher(uri.isUdp() ? uri.get("endpoint", "") : "");
        if (!matcher.matches() || !isUnicast(matcher.group(1)) || !isPort(Integer.parseInt(matcher.group(2))))
        {
            return null;
        }
        return "aeron:udp?endpoint=" + matcher.group();
    }

    private static boolean isPort(final int port)
    {
        return port > 0 && port <= 0xFFFF;
    }

    private static boolean isUnicast(final String literal)
    {
        try
        {
            final InetAddress address = InetAddress.getByName(literal);
            return !address.isMulticastAddress() && !address.isAnyLocalAddress();
        }
        catch (final UnknownHostException ex)
        {
            return false;
        }
    }
}
