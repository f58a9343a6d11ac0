package io.balsa.node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NodeOptionTest
{
    @Test
    void shouldBeDocumentedOptionByOption() throws IOException
    {
        final List<String> documented = Files.readAllLines(Path.of("../docs/configuration.md")).stream()
            .filter(line -> line.startsWith("| `balsa."))
            .toList();
        assertEquals(
            String.join("\n", Arrays.stream(NodeOption.values()).map(NodeOptionTest::row).toList()),
            String.join("\n", documented));
    }

    private static String row(final NodeOption option)
    {
        final String byDefault = option.defaultText() == null ? "required" :
            option.defaultText().isEmpty() ? "empty" : "`" + option.defaultText() + "`";
        return "| `" + option.key() + "` | " + byDefault + " | " + option.range() + " | " + option.meaning() + " |";
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "'',abc,3", "abc,'',3", "same,same,0", "ab,ba,2"})
    void shouldCountTheLettersToChange(final String first, final String second, final int distance)
    {
        assertEquals(distance, NearestName.distance(first, second));
    }
}
