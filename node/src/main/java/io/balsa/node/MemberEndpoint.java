package io.balsa.node;

import io.balsa.consensus.core.RaftConfig;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a member is reached.
 *
 * @param id          of the member.
 * @param host        name or address; an IPv6 address is in brackets.
 * @param peerPort    UDP port for the other members.
 * @param ingressPort UDP port for clients.
 */
public record MemberEndpoint(int id, String host, int peerPort, int ingressPort)
{
    private static final int PORT_MAX = 65_535;
    private static final Pattern SYNTAX =
        Pattern.compile("(\\d{1,9})=(\\[[0-9a-fA-F:.%]+]|[A-Za-z0-9._-]+):(\\d{1,9}):(\\d{1,9})");

    /**
     * Read a list of members, {@code ID=HOST:PEER_PORT:INGRESS_PORT,...}.
     *
     * @param text the list; blanks around entries are skipped.
     * @return members in the order of their ids.
     * @throws ConfigurationException if the list is empty, too long, misspelt, or names an id or endpoint twice.
     */
    public static List<MemberEndpoint> parseList(final String text)
    {
        final List<MemberEndpoint> members = new ArrayList<>();
        final Set<Integer> ids = new HashSet<>();
        final Set<String> endpoints = new HashSet<>();
        for (final String entry : text.split(",", -1))
        {
            final MemberEndpoint member = parse(text, entry.strip());
            if (!ids.add(member.id))
            {
                throw wrong(text, "member " + member.id + " is there twice");
            }
            for (final String endpoint : List.of(member.peerEndpoint(), member.ingressEndpoint()))
            {
                if (!endpoints.add(endpoint))
                {
                    throw wrong(text, "endpoint " + endpoint + " is there twice");
                }
            }
            members.add(member);
        }
        if (members.size() > RaftConfig.MEMBERS_MAX)
        {
            throw wrong(text, members.size() + " members are too many");
        }
        members.sort((first, second) -> Integer.compare(first.id, second.id));
        return List.copyOf(members);
    }

    private static MemberEndpoint parse(final String list, final String entry)
    {
        final Matcher matcher = SYNTAX.matcher(entry);
        if (!matcher.matches())
        {
            throw wrong(list, "'" + entry + "' is no member");
        }
        final int id = Integer.parseInt(matcher.group(1));
        if (id > NodeOption.MEMBER_ID_MAX)
        {
            throw wrong(list, "member id " + id + " is above " + NodeOption.MEMBER_ID_MAX);
        }
        return new MemberEndpoint(
            id, matcher.group(2), parsePort(list, matcher.group(3)), parsePort(list, matcher.group(4)));
    }

    private static int parsePort(final String list, final String text)
    {
        final int port = Integer.parseInt(text);
        if (port < 1 || port > PORT_MAX)
        {
            throw wrong(list, "port " + port + " is not in 1 to " + PORT_MAX);
        }
        return port;
    }

    private static ConfigurationException wrong(final String list, final String reason)
    {
        return NodeOption.MEMBERS.wrong(list, reason);
    }

    /**
     * Endpoint for the other members.
     *
     * @return host and port.
     */
    public String peerEndpoint()
    {
        return host + ":" + peerPort;
    }

    /**
     * Endpoint for clients.
     *
     * @return host and port.
     */
    public String ingressEndpoint()
    {
        return host + ":" + ingressPort;
    }

    /**
     * As in a list of members.
     *
     * @return {@code ID=HOST:PEER_PORT:INGRESS_PORT}.
     */
    @Override
    public String toString()
    {
        return id + "=" + host + ":" + peerPort + ":" + ingressPort;
    }
}
