package io.balsa.simulation.mutant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MutantCompilerTest
{
    private static final String FILE = "src/main/java/io/balsa/example/Answer.java";
    private static final String CLASS = "io.balsa.example.Answer";

    @TempDir
    private Path root;

    @BeforeEach
    void writeSource() throws IOException
    {
        Files.createDirectories(root.resolve(FILE).getParent());
        Files.writeString(root.resolve(FILE),
            """
            package io.balsa.example;

            public final class Answer implements java.util.function.Supplier<String>
            {
                private static final class Part
                {
                    String text = "forty";
                }

                public String get()
                {
                    return new Part().text + "-two";
                }
            }
            """);
    }

    private static Mutant mutant(final String... texts)
    {
        final Mutant.Change[] changes = new Mutant.Change[texts.length / 2];
        for (int i = 0; i < changes.length; i++)
        {
            changes[i] = new Mutant.Change(FILE, texts[2 * i], texts[2 * i + 1]);
        }
        return new Mutant("example", "The answer.", List.of(changes));
    }

    @Test
    void shouldLoadClassesWithAllChangesAndNoneOfThePresentOnes() throws ReflectiveOperationException
    {
        final Map<String, byte[]> classes =
            new MutantCompiler(root).compile(mutant("forty", "fifty", "-two", "-three"));
        final ClassLoader loader = new MutantLoader(getClass().getClassLoader(), classes);

        final Supplier<?> answer = (Supplier<?>)loader.loadClass(CLASS).getConstructor().newInstance();

        assertEquals("fifty-three", answer.get());
        assertNotSame(Mutant.class, loader.loadClass(Mutant.class.getName()));
        assertSame(String.class, loader.loadClass(String.class.getName()));
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("io.balsa.example.Missing"));
    }

    @Test
    void shouldSayWhichMutantNoLongerApplies()
    {
        assertRefused("mutant example no longer applies: its text is not in " + FILE, root, mutant("sixty", "x"));
        assertRefused("its text is more than once in " + FILE, root, mutant("String", "x"));
        assertRefused("mutant example does not compile: ", root, mutant("forty", "forty\" + missing + \""));
    }

    @Test
    void shouldSayThatSourcesOrCompilerAreMissing()
    {
        assertRefused("give the root of a checkout", root.resolve("elsewhere"), mutant("forty", "fifty"));
        final MutantException refusal =
            assertThrows(MutantException.class, () -> new MutantCompiler(root, null));
        assertTrue(refusal.getMessage().contains("JDK"), refusal.getMessage());
    }

    private static void assertRefused(final String expected, final Path root, final Mutant mutant)
    {
        final MutantException refusal =
            assertThrows(MutantException.class, () -> new MutantCompiler(root).compile(mutant));
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    }
}
