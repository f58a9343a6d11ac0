package io.balsa.node;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every scenario of the table has the tests that the table names, or says what it comes with. */
class ScenarioTableTest
{
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("\\| ([A-H]\\d+)( to [A-H]\\d+)? \\|.*\\|([^|]*)\\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final Pattern LATER = Pattern.compile(" comes with (membership|snapshots|reads) ");

    @Test
    void shouldNameOnlyTestsThatExist() throws IOException
    {
        final Map<String, Path> sources = testSources();
        final List<String> missing = new ArrayList<>();
        for (final Matcher row : rows())
        {
            final Matcher name = NAME.matcher(row.group(3));
            while (name.find())
            {
                final Path source = sources.get(name.group(1));
                if (source == null || !isTest(Files.readString(source), name.group(2)))
                {
                    missing.add(row.group(1) + " " + name.group());
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void shouldHaveATestForEachScenarioOrSayWhatIsMissing() throws IOException
    {
        final Set<String> ids = new HashSet<>();
        for (final Matcher row : rows())
        {
            assertTrue(ids.add(row.group(1)), () -> row.group(1) + " is there twice");
            assertTrue(NAME.matcher(row.group(3)).find() || LATER.matcher(row.group(3)).matches(), row.group(1));
        }
        assertEquals(17 + 17 + 14 + 12 + 2 + 6 + 5, ids.size());
    }

    private static List<Matcher> rows() throws IOException
    {
        return Files.readAllLines(ROOT.resolve("docs/scenarios.md")).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .toList();
    }

    private static boolean isTest(final String source, final String method)
    {
        return Pattern.compile("@(Test|ParameterizedTest)\\b[^{}]*(\\{[^{}]*\\}[^{}]*)?\\bvoid " + method + "\\(")
            .matcher(source).find();
    }

    /** Path of each class under the tests of any module. */
    private static Map<String, Path> testSources() throws IOException
    {
        final Map<String, Path> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT))
        {
            for (final Path tests : modules.map((module) -> module.resolve("src/test/java")).toList())
            {
                if (Files.isDirectory(tests))
                {
                    addSources(tests, sources);
                }
            }
        }
        return sources;
    }

    private static void addSources(final Path directory, final Map<String, Path> sources) throws IOException
    {
        try (Stream<Path> files = Files.walk(directory))
        {
            files.filter((file) -> file.toString().endsWith(".java")).forEach((file) ->
            {
                final String name = file.getFileName().toString();
                sources.put(name.substring(0, name.length() - ".java".length()), file);
            });
        }
    }
}
