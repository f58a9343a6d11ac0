package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogChainsTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final LogChains chains = cluster.checker.chains();

    @Test
    void shouldGiveEqualLogsEqualChains()
    {
        cluster.append(0, 1, 1000, 1);
        cluster.append(1, 1, 1000, 1);
        for (int index = 0; index <= 1000; index++)
        {
            assertEquals(chains.chainAt(0, index), chains.chainAt(1, index));
        }
        assertEquals(1000, chains.lastIndex(1));
        assertEquals(1, chains.termAt(1, 1000));
        assertTrue(chains.holds(1, 0, LogChains.EMPTY));
        assertFalse(chains.holds(1, 1001, chains.chainAt(0, 1000)));
    }

    @Test
    void shouldTellApartWhatWasBefore()
    {
        cluster.append(0, 1, 2, 1);
        cluster.append(1, 1, 1, 1);
        cluster.append(1, 2, 2, 2);
        cluster.append(0, 3, 3, 3);
        assertNotEquals(chains.chainAt(0, 2), chains.chainAt(1, 2));
        cluster.assertViolates(Invariant.LOG_MATCHING, "index=3 term=3", () -> cluster.append(1, 3, 3, 3));
    }

    @Test
    void shouldCatchOtherContentUnderTheSameIndexAndTerm()
    {
        chains.onAppended(0, 1, 1, 100);
        cluster.assertViolates(
            Invariant.LOG_MATCHING, "member=1 has another entry", () -> chains.onAppended(1, 1, 1, 101));
    }

    @Test
    void shouldKnowTheEntriesOfALog()
    {
        chains.onAppended(0, 1, 1, 100);
        chains.onAppended(0, 2, 2, 200);
        assertTrue(chains.isKnown(0, 1, 1, 100));
        assertTrue(chains.isKnown(0, 2, 2, 200));
        assertFalse(chains.isKnown(0, 1, 1, 101));
        assertFalse(chains.isKnown(0, 2, 1, 200));
        assertTrue(chains.isKnown(0, 3, 1, 1), "nothing is known of it");
    }

    @Test
    void shouldCatchOtherContentAlsoAfterTheFirstOneIsGone()
    {
        chains.onAppended(0, 1, 1, 100);
        chains.onTruncated(0, 1);
        cluster.assertViolates(Invariant.LOG_MATCHING, "index=1", () -> chains.onAppended(0, 1, 1, 101));
    }

    @Test
    void shouldCatchAGap()
    {
        cluster.append(0, 1, 2, 1);
        cluster.assertViolates(
            Invariant.LOG_MATCHING, "index=4 after lastIndex=2", () -> chains.onAppended(0, 4, 1, 1));
    }

    @Test
    void shouldCatchATermThatFalls()
    {
        cluster.append(0, 1, 2, 2);
        cluster.assertViolates(Invariant.LOG_MATCHING, "term=1 at index=3", () -> chains.onAppended(0, 3, 1, 1));
    }

    @Test
    void shouldTakeWhatIsRecovered()
    {
        cluster.append(0, 1, 5, 1);
        chains.onTruncated(0, 4);
        cluster.append(0, 4, 6, 2);
        cluster.restart(0, 0, 4);
        assertEquals(4, chains.lastIndex(0));
        assertEquals(2, chains.termAt(0, 4));
    }

    @Test
    void shouldCatchInventedEntriesInRecovery()
    {
        cluster.append(0, 1, 2, 1);
        chains.onRecoveryStart(0, 1);
        chains.onRecovered(0, 1, 1, 32);
        cluster.assertViolates(Invariant.DURABILITY, "nobody ever appended", () -> chains.onRecovered(0, 2, 7, 1));
    }

    @Test
    void shouldCatchAlteredEntriesInRecovery()
    {
        cluster.append(0, 1, 2, 1);
        chains.onRecoveryStart(0, 1);
        cluster.assertViolates(Invariant.LOG_MATCHING, "index=1 term=1", () -> chains.onRecovered(0, 1, 1, 33));
    }

    @Test
    void shouldKnowWhetherALeaderStillHasAllThatItSent()
    {
        cluster.append(0, 1, 3, 1);
        chains.onElected(0, 2);
        assertTrue(chains.isIntactSinceElected(0, 2));
        assertFalse(chains.isIntactSinceElected(0, 1));
        cluster.append(0, 4, 5, 2);
        chains.onTruncated(0, 6);
        assertTrue(chains.isIntactSinceElected(0, 2));
        chains.onTruncated(0, 5);
        assertFalse(chains.isIntactSinceElected(0, 2));
        chains.onElected(0, 3);
        chains.onRecoveryStart(0, 1);
        assertFalse(chains.isIntactSinceElected(0, 3));
    }
}
