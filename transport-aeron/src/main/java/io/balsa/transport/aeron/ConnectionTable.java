package io.balsa.transport.aeron;

import io.aeron.Image;

import java.util.ArrayList;
import java.util.List;

/**
 * All clients whose images there are, in order of arrival, and which of them have one of the limited places. Who finds
 * no place waits for one. Who has had a place for some time and is not established gives way to who waits, and then
 * waits again behind the others: clients that never say anything cannot keep others out.
 */
final class ConnectionTable
{
    private final List<ClientConnection> connections = new ArrayList<>();
    private final int placesMax;
    private final long patienceNs;
    private int placesTaken;
    private int waitingCount;

    ConnectionTable(final int placesMax, final long patienceNs)
    {
        this.placesMax = placesMax;
        this.patienceNs = patienceNs;
    }

    int size()
    {
        return connections.size();
    }

    ClientConnection get(final int position)
    {
        return connections.get(position);
    }

    boolean contains(final Image image)
    {
        for (int i = 0; i < connections.size(); i++)
        {
            if (connections.get(i).image() == image)
            {
                return true;
            }
        }
        return false;
    }

    /** Add a client; false when it has to wait for a place. */
    boolean add(final ClientConnection connection, final long nowNs)
    {
        connections.add(connection);
        waitingCount++;
        if (placesTaken < placesMax)
        {
            admit(connection, nowNs);
        }
        return connection.isAdmitted();
    }

    private void admit(final ClientConnection connection, final long nowNs)
    {
        connection.admit(nowNs);
        placesTaken++;
        waitingCount--;
    }

    /** Remove a client whose image is gone. */
    ClientConnection remove(final int position)
    {
        final ClientConnection connection = connections.remove(position);
        if (connection.isAdmitted())
        {
            placesTaken--;
        }
        else if (!connection.hasLeft())
        {
            waitingCount--;
        }
        return connection;
    }

    /** A client said that it goes: its place is free, though its image takes Aeron seconds to take away. */
    void leave(final ClientConnection connection)
    {
        if (connection.isAdmitted())
        {
            placesTaken--;
            connection.leave();
        }
    }

    /** How many clients wait for whom there is no free place. */
    int lackingCount()
    {
        return waitingCount - (placesMax - placesTaken);
    }

    /** Make a client give way that has had its time, and tell which; null when there is none. */
    ClientConnection giveWay(final long nowNs)
    {
        for (int i = 0; i < connections.size(); i++)
        {
            final ClientConnection connection = connections.get(i);
            if (connection.isAdmitted() && !connection.isEstablished() &&
                nowNs - connection.unestablishedSinceNs() >= patienceNs)
            {
                connections.remove(i);
                connections.add(connection);
                connection.giveWay();
                placesTaken--;
                waitingCount++;
                return connection;
            }
        }
        return null;
    }

    /** Give free places to those who wait, in order. */
    void admitWaiting(final long nowNs)
    {
        for (int i = 0; waitingCount > 0 && placesTaken < placesMax; i++)
        {
            final ClientConnection connection = connections.get(i);
            if (!connection.isAdmitted() && !connection.hasLeft())
            {
                admit(connection, nowNs);
            }
        }
    }

    void clear()
    {
        connections.clear();
        placesTaken = 0;
        waitingCount = 0;
    }
}
