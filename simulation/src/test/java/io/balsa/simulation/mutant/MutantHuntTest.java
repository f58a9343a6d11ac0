package io.balsa.simulation.mutant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class MutantHuntTest
{
    private static final int SEEDS = 10;

    private final MutantHunt hunt = new MutantHunt(Path.of(".."), 1, SEEDS, 3);

    private MutantResult result(final String name)
    {
        return hunt.run(MutantCatalogue.named(List.of(name)).get(0));
    }

    @Test
    void shouldFindNothingWithoutABug()
    {
        final MutantResult control = hunt.control(SEEDS);

        assertFalse(control.isFound(), control.failure());
        assertEquals(SEEDS, control.runCount());
    }

    @Test
    void shouldTellWhichInvariantFoundAMutantAndInHowManySeeds()
    {
        final MutantResult result = result("elected-by-minority");

        assertTrue(result.isFound());
        assertEquals("I1 ELECTION_SAFETY", result.foundBy());
        assertEquals(result.runCount(), result.seed());
        assertTrue(result.foundCount() >= 1, result.toString());
    }

    @Test
    void shouldFindMutantsOfLogAndSession()
    {
        assertEquals("I7 DURABLE_BEFORE_SENT", result("ack-before-durable").foundBy());
        assertEquals("I17 EXACTLY_ONCE", result("duplicate-executed").foundBy());
    }

    @Test
    void shouldTellThatAMemberHasNoticedByItself()
    {
        assertEquals("halt: InvariantViolation", result("vote-cleared-by-step-down").foundBy());
    }
}
