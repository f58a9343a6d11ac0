package io.balsa.transport.aeron;

import org.agrona.CloseHelper;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Free UDP ports on loopback. */
public final class TestEndpoints
{
    private TestEndpoints()
    {
    }

    public static int[] freePorts(final int count)
    {
        final int[] ports = new int[count];
        final DatagramSocket[] sockets = new DatagramSocket[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                sockets[i] = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ports[i] = sockets[i].getLocalPort();
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
        finally
        {
            CloseHelper.closeAll(sockets);
        }
        return ports;
    }
}
