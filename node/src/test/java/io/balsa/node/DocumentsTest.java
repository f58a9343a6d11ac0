package io.balsa.node;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The documents say what the schemas say, and lead where they point. */
class DocumentsTest
{
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCHEMAS = ROOT.resolve("codecs/src/main/resources");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)");

    @Test
    void shouldListEveryFieldOfEveryFormat() throws Exception
    {
        final List<String> expected = new ArrayList<>();
        for (final Element message : messages("raft-storage-codecs.xml"))
        {
            expected.add("## " + message.getAttribute("name") + " (template " + message.getAttribute("id") + ")");
            final NodeList fields = message.getElementsByTagName("field");
            for (int i = 0; i < fields.getLength(); i++)
            {
                final Element field = (Element)fields.item(i);
                expected.add("`" + field.getAttribute("name") + "` | " + field.getAttribute("type"));
            }
        }
        final List<String> documented = new ArrayList<>();
        for (final String line : lines("docs/formats.md"))
        {
            final Matcher row = Pattern.compile("\\| \\d+ \\| (`\\w+` \\| \\w+) \\|.*").matcher(line);
            if (row.matches())
            {
                documented.add(row.group(1));
            }
            else if (line.startsWith("## "))
            {
                documented.add(line);
            }
        }
        assertEquals(expected, documented);
    }

    @Test
    void shouldListEveryMessage() throws Exception
    {
        final List<String> expected = new ArrayList<>();
        for (final Element message : messages("raft-wire-codecs.xml"))
        {
            expected.add("| " + message.getAttribute("id") + " | " + message.getAttribute("name") + " ");
        }
        assertEquals(expected, matches("docs/protocol.md", "^(\\| \\d+ \\| \\w+ )\\|.*"));
        for (final String row : expected)
        {
            final String name = row.substring(row.lastIndexOf('|') + 1).strip();
            assertTrue(Files.readString(ROOT.resolve("docs/ARCHITECTURE.md")).contains(name), name);
        }
    }

    @Test
    void shouldSayWhatToDoForEachAnswerAndOutcome() throws Exception
    {
        final List<String> expected = new ArrayList<>();
        final NodeList enums = parse("raft-wire-codecs.xml").getElementsByTagName("enum");
        for (int i = 0; i < enums.getLength(); i++)
        {
            final Element type = (Element)enums.item(i);
            if (List.of("ConnectCode", "OutcomeCode").contains(type.getAttribute("name")))
            {
                final NodeList values = type.getElementsByTagName("validValue");
                for (int j = 0; j < values.getLength(); j++)
                {
                    expected.add(((Element)values.item(j)).getAttribute("name"));
                }
            }
        }
        final List<String> documented = matches("docs/protocol.md", "^\\| ([A-Z_]+) \\|.*");
        assertEquals(expected.stream().sorted().toList(), documented.stream().sorted().toList());
    }

    @Test
    void shouldLeadSomewhereWithEveryLink() throws IOException
    {
        final List<Path> documents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs")))
        {
            files.filter(path -> path.toString().endsWith(".md")).forEach(documents::add);
        }
        for (final String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))
        {
            documents.add(ROOT.resolve(name));
        }
        for (final Path document : documents)
        {
            final Matcher matcher = LINK.matcher(Files.readString(document));
            while (matcher.find())
            {
                final Path target = document.resolveSibling(matcher.group(1));
                assertTrue(Files.exists(target), () -> document + " points to " + target);
            }
        }
    }

    @Test
    void shouldTestWithTheCommandOfTheReadme() throws IOException
    {
        assertTrue(lines("README.md").contains("mvn verify"));
        assertTrue(lines(".ci/run").contains("exec mvn verify"));
    }

    private static List<String> matches(final String document, final String pattern) throws IOException
    {
        return lines(document).stream()
            .map(Pattern.compile(pattern)::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .toList();
    }

    private static List<String> lines(final String document) throws IOException
    {
        return Files.readAllLines(ROOT.resolve(document));
    }

    private static List<Element> messages(final String schema) throws Exception
    {
        final NodeList nodes = parse(schema).getElementsByTagName("sbe:message");
        final List<Element> messages = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++)
        {
            messages.add((Element)nodes.item(i));
        }
        return messages;
    }

    private static Document parse(final String schema) throws Exception
    {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(SCHEMAS.resolve(schema).toFile());
    }
}
