package io.balsa.transport.media;

import io.aeron.ChannelUri;
import io.balsa.transport.wire.WireProtocol;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the members of a cluster listen: {@code 0=host:port,1=host:port,2=aeron:ipc}. An endpoint is {@code host:port}
 * for UDP, or an Aeron channel, {@code aeron:udp?endpoint=host:port} or {@code aeron:ipc}. Immutable.
 */
public final class MemberEndpoints
{
    /** The most members that a list may have. */
    public static final int MEMBERS_MAX = 64;

    private static final String FORM = "; expected id=endpoint, separated by commas, as in 0=10.0.0.1:9000,1=aeron:ipc";

    private final int[] memberIds;
    private final String[] channels;

    private MemberEndpoints(final Map<Integer, String> channelById)
    {
        memberIds = channelById.keySet().stream().mapToInt(Integer::intValue).toArray();
        channels = channelById.values().toArray(new String[0]);
    }

    /**
     * Read a list.
     *
     * @param key   of the configuration, for messages.
     * @param value the list.
     * @return endpoints in order of member id.
     * @throws IllegalArgumentException when the list is not well-formed.
     */
    public static MemberEndpoints parse(final String key, final String value)
    {
        final Map<Integer, String> channelById = new TreeMap<>();
        if (value == null || value.isBlank())
        {
            throw new IllegalArgumentException(key + " is not given" + FORM);
        }
        for (final String item : value.split(",", -1))
        {
            final int equals = item.indexOf('=');
            if (equals < 0)
            {
                throw new IllegalArgumentException(key + "=" + value + ": no '=' in '" + item + "'" + FORM);
            }
            final int memberId = memberId(key, item.substring(0, equals).trim());
            final String channel = channel(key, item.substring(equals + 1).trim());
            if (channelById.put(memberId, channel) != null)
            {
                throw new IllegalArgumentException(key + "=" + value + ": member " + memberId + " is named twice");
            }
        }
        if (channelById.size() > MEMBERS_MAX)
        {
            throw new IllegalArgumentException(
                key + " names " + channelById.size() + " members; at most " + MEMBERS_MAX + " are allowed");
        }
        return new MemberEndpoints(channelById);
    }

    private static int memberId(final String key, final String text)
    {
        final int memberId;
        try
        {
            memberId = Integer.parseInt(text);
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(key + ": member id '" + text + "' is not a number" + FORM, ex);
        }
        if (memberId < 0 || memberId > WireProtocol.MEMBER_ID_MAX)
        {
            throw new IllegalArgumentException(
                key + ": member id " + memberId + " is not within 0.." + WireProtocol.MEMBER_ID_MAX);
        }
        return memberId;
    }

    /**
     * Read one endpoint.
     *
     * @param key  of the configuration, for messages.
     * @param text {@code host:port} or an Aeron channel.
     * @return Aeron channel.
     * @throws IllegalArgumentException when it is neither.
     */
    public static String channel(final String key, final String text)
    {
        final String channel = text.startsWith("aeron:") ? text : "aeron:udp?endpoint=" + text;
        final ChannelUri uri;
        try
        {
            uri = ChannelUri.parse(channel);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalArgumentException(key + ": '" + text + "' is not an endpoint: " + ex.getMessage(), ex);
        }
        if (!uri.isIpc() && !(uri.isUdp() && hasPort(uri.get("endpoint", ""))))
        {
            throw new IllegalArgumentException(
                key + ": '" + text + "' is not host:port, aeron:udp?endpoint=host:port or aeron:ipc");
        }
        return channel;
    }

    private static boolean hasPort(final String endpoint)
    {
        final int colon = endpoint.lastIndexOf(':');
        if (colon <= 0 || colon == endpoint.length() - 1 || endpoint.length() - colon > 6)
        {
            return false;
        }
        for (int i = colon + 1; i < endpoint.length(); i++)
        {
            if (endpoint.charAt(i) < '0' || endpoint.charAt(i) > '9')
            {
                return false;
            }
        }
        return Integer.parseInt(endpoint.substring(colon + 1)) <= 0xFFFF;
    }

    /**
     * How many members there are.
     *
     * @return count.
     */
    public int size()
    {
        return memberIds.length;
    }

    /**
     * Id of a member.
     *
     * @param position in the list, from 0 on.
     * @return member id.
     */
    public int memberId(final int position)
    {
        return memberIds[position];
    }

    /**
     * Channel on which a member listens.
     *
     * @param position in the list, from 0 on.
     * @return Aeron channel.
     */
    public String channel(final int position)
    {
        return channels[position];
    }

    /**
     * Find a member.
     *
     * @param memberId to find.
     * @return position in the list, negative when it is not there.
     */
    public int position(final int memberId)
    {
        return Arrays.binarySearch(memberIds, memberId);
    }
}
