package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class QuorumContactsTest
{
    private static final long SILENCE_MAX_NS = 100;

    private final QuorumContacts contacts = new QuorumContacts(new Violations(), 5, 3, SILENCE_MAX_NS);

    @Test
    void shouldAllowALeaderThatHearsAQuorum()
    {
        contacts.onShown(0, 1, true, 1_000);
        contacts.onResponse(0, 3, 1_090);
        contacts.onShown(0, 1, true, 1_100);
        contacts.onResponse(0, 4, 1_150);
        contacts.onShown(0, 1, true, 1_190);
    }

    @Test
    void shouldAllowALeaderThatGivesUpOrBeginsAnew()
    {
        contacts.onShown(0, 1, true, 1_000);
        contacts.onShown(0, 1, false, 2_000);
        contacts.onShown(0, 2, true, 3_000);
        contacts.onShown(0, 3, true, 4_000);
        contacts.onShown(0, 3, true, 4_100);
    }

    @Test
    void shouldFindALeaderThatNoQuorumAnswers()
    {
        contacts.onShown(0, 1, true, 1_000);
        contacts.onResponse(0, 3, 1_090);
        contacts.onResponse(1, 4, 1_090);

        final SafetyViolation violation =
            assertThrows(SafetyViolation.class, () -> contacts.onShown(0, 1, true, 1_101));

        assertEquals(Invariant.LIVENESS, violation.invariant());
    }
}
