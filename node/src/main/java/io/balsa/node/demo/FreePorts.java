package io.balsa.node.demo;

import org.agrona.CloseHelper;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * UDP ports of the loopback that nobody uses at the moment.
 */
public final class FreePorts
{
    private FreePorts()
    {
    }

    /**
     * Find ports. Another process may take them before the caller does.
     *
     * @param count how many.
     * @return that many different ports.
     */
    public static List<Integer> find(final int count)
    {
        final List<DatagramSocket> sockets = new ArrayList<>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                sockets.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(DatagramSocket::getLocalPort).toList();
        }
        catch (final IOException ex)
        {
            throw new DemoException("no " + count + " UDP ports are free: " + ex.getMessage(), ex);
        }
        finally
        {
            CloseHelper.closeAll(sockets);
        }
    }
}
