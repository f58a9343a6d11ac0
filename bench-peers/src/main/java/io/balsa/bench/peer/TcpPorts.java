package io.balsa.bench.peer;

import io.balsa.bench.BenchException;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** TCP ports of the loopback that nobody uses at the moment. */
public final class TcpPorts
{
    private TcpPorts()
    {
    }

    /**
     * Find one for each member. Another process may take them before the members do.
     *
     * @return different ports.
     */
    public static List<Integer> find()
    {
        final List<ServerSocket> sockets = new ArrayList<>();
        try
        {
            for (int i = 0; i < MemberPlan.MEMBERS; i++)
            {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        }
        catch (final IOException ex)
        {
            throw new BenchException("no " + MemberPlan.MEMBERS + " TCP ports are free: " + ex.getMessage(), ex);
        }
        finally
        {
            CloseHelper.closeAll(sockets);
        }
    }
}
