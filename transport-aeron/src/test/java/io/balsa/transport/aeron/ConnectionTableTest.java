package io.balsa.transport.aeron;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionTableTest
{
    private static final long PATIENCE_NS = 100;

    private final ConnectionTable table = new ConnectionTable(2, PATIENCE_NS);
    private final ClientConnection first = connection();
    private final ClientConnection second = connection();
    private final ClientConnection third = connection();
    private final ClientConnection fourth = connection();

    private static ClientConnection connection()
    {
        return new ClientConnection(null, null, 100);
    }

    private void fill()
    {
        assertTrue(table.add(first, 0));
        assertTrue(table.add(second, 10));
        assertEquals(0, table.lackingCount());
        assertFalse(table.add(third, 20));
        assertFalse(table.add(fourth, 30));
        assertEquals(2, table.lackingCount());
    }

    @Test
    void shouldGivePlacesInOrderOfArrival()
    {
        fill();
        first.established();
        assertSame(second, table.remove(1));
        table.admitWaiting(40);
        assertTrue(third.isAdmitted());
        assertFalse(fourth.isAdmitted());
        assertEquals(1, table.lackingCount());
        assertSame(fourth, table.remove(2));
        assertEquals(0, table.lackingCount());
        assertEquals(2, table.size());
    }

    @Test
    void shouldFreeThePlaceOfWhoLeavesOnce()
    {
        fill();
        table.leave(first);
        table.leave(first);
        assertTrue(first.hasLeft());
        table.admitWaiting(40);
        assertTrue(third.isAdmitted());
        assertFalse(fourth.isAdmitted());
        assertFalse(first.isAdmitted(), "who has left does not come back");
        assertSame(first, table.remove(0));
        assertEquals(1, table.lackingCount());
    }

    @Test
    void shouldMakeWhoIsNotEstablishedGiveWayInTurn()
    {
        fill();
        assertNull(table.giveWay(PATIENCE_NS - 1));
        assertSame(first, table.giveWay(PATIENCE_NS));
        assertNull(table.giveWay(PATIENCE_NS));
        table.admitWaiting(PATIENCE_NS);
        assertTrue(third.isAdmitted());
        assertSame(second, table.giveWay(PATIENCE_NS + 10));
        table.admitWaiting(PATIENCE_NS + 10);
        assertTrue(fourth.isAdmitted());
        third.established();
        assertSame(fourth, table.giveWay(2 * PATIENCE_NS + 10));
        table.admitWaiting(2 * PATIENCE_NS + 10);
        assertTrue(first.isAdmitted(), "after having waited behind the others");
        assertFalse(second.isAdmitted());
        assertTrue(third.isAdmitted());
    }

    @Test
    void shouldGiveWhoLosesItsEgressTimeToAskForAnother()
    {
        fill();
        first.established();
        second.established();
        assertNull(table.giveWay(1000));
        first.closeEgress();
        first.unestablished(1000);
        assertNull(table.giveWay(1000 + PATIENCE_NS - 1));
        assertSame(first, table.giveWay(1000 + PATIENCE_NS));
    }
}
