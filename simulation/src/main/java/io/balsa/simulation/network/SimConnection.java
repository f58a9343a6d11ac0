package io.balsa.simulation.network;

/**
 * One client as one incarnation of a member sees it: what it sends on and, once it has asked to connect, what it is
 * answered on. It is over when either link ends its life.
 */
final class SimConnection
{
    /** Id while there is no connection. */
    static final long NONE = 0;

    final Link ingress;
    final Link egress;
    private long connectionId = NONE;
    private long source;
    private int ingressLife;
    private int egressLife;

    SimConnection(final Link ingress, final Link egress)
    {
        this.ingress = ingress;
        this.egress = egress;
    }

    long connectionId()
    {
        return connectionId;
    }

    long source()
    {
        return source;
    }

    boolean isOpen()
    {
        return connectionId != NONE;
    }

    /** Whether a link has ended since the connection was opened, or can be seen to end now. */
    boolean isOver()
    {
        return isOpen() && (!ingress.isConnected() || !egress.isConnected() ||
            ingress.life() != ingressLife || egress.life() != egressLife);
    }

    void open(final long newConnectionId, final long newSource)
    {
        connectionId = newConnectionId;
        source = newSource;
        ingressLife = ingress.life();
        egressLife = egress.life();
    }

    void close()
    {
        connectionId = NONE;
    }
}
