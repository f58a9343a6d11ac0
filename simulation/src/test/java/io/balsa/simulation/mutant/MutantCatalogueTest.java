package io.balsa.simulation.mutant;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MutantCatalogueTest
{
    private static final int MUTANTS_MIN = 26;

    @Test
    void shouldHaveMutantsThatAllApplyToTheSourcesAndCompile()
    {
        final MutantCompiler compiler = new MutantCompiler(Path.of(".."));
        final Set<String> names = new HashSet<>();
        for (final Mutant mutant : MutantCatalogue.all())
        {
            assertTrue(names.add(mutant.name()), mutant.name());
            assertFalse(compiler.compile(mutant).isEmpty(), mutant.name());
        }
        assertTrue(names.size() >= MUTANTS_MIN, names.toString());
    }

    @Test
    void shouldReadMutantsWithSeveralChanges()
    {
        final List<Mutant> mutants = MutantCatalogue.parse(
            """
            # A comment.

            mutant one
            breaks All.
            file a/A.java
             same
            -old
            +new
            file b/B.java
            -gone

            mutant two
            breaks Nothing else.
            file c/C.java
            -x
            +y
            """);

        assertEquals(
            List.of(
                new Mutant("one", "All.", List.of(
                    new Mutant.Change("a/A.java", "same\nold\n", "same\nnew\n"),
                    new Mutant.Change("b/B.java", "gone\n", ""))),
                new Mutant("two", "Nothing else.", List.of(new Mutant.Change("c/C.java", "x\n", "y\n")))),
            mutants);
    }

    @Test
    void shouldRefuseMutantsThatAreNotWhole()
    {
        assertRefused("nothing is changed in A.java", "mutant m\nbreaks b\nfile A.java\n same\n");
        assertRefused("breaks or file is missing", "mutant m\nbreaks b\n");
        assertRefused("breaks or file is missing", "mutant m\nfile A.java\n-x\n");
        assertRefused("what is this", "mutant m\nbreaks b\nfile A.java\n*x\n");
    }

    private static void assertRefused(final String expected, final String text)
    {
        final MutantException refusal =
            assertThrows(MutantException.class, () -> MutantCatalogue.parse(text));
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("mutant m"), refusal.getMessage());
    }
}
