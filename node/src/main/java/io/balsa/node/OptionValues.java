package io.balsa.node;

import java.io.IOException;
import java.io.Reader;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Options as they were written: a file, and over it properties of the same names.
 */
final class OptionValues
{
    private static final String PREFIX = "balsa.";
    private static final List<String> KEYS = Arrays.stream(NodeOption.values()).map(NodeOption::key).toList();

    private final Map<NodeOption, String> texts = new EnumMap<>(NodeOption.class);

    OptionValues(final Properties file, final Properties overlay)
    {
        addAll(file);
        for (final String key : overlay.stringPropertyNames())
        {
            if (key.startsWith(PREFIX))
            {
                add(key, overlay.getProperty(key));
            }
        }
    }

    /** Read a file; a null path is an empty file. */
    static Properties read(final Path path)
    {
        final Properties properties = new OnceProperties();
        if (path == null)
        {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8))
        {
            properties.load(reader);
        }
        catch (final NoSuchFileException ex)
        {
            throw new ConfigurationException(path + ": there is no such file");
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            throw new ConfigurationException(path + ": cannot be read: " + ex.getMessage());
        }
        return properties;
    }

    String text(final NodeOption option)
    {
        final String text = texts.getOrDefault(option, option.defaultText());
        if (text == null)
        {
            throw new ConfigurationException(option.key() + " is missing; allowed: " + option.range());
        }
        return text;
    }

    String requiredText(final NodeOption option)
    {
        final String text = text(option);
        if (text.isEmpty())
        {
            throw option.wrong(text, "empty");
        }
        return text;
    }

    long number(final NodeOption option)
    {
        return option.parse(text(option));
    }

    int integer(final NodeOption option)
    {
        return Math.toIntExact(number(option));
    }

    <E extends Enum<E>> E choice(final NodeOption option, final Class<E> choices)
    {
        final String text = text(option);
        for (final E choice : choices.getEnumConstants())
        {
            if (choice.name().equalsIgnoreCase(text))
            {
                return choice;
            }
        }
        throw option.wrong(text, "not known");
    }

    private void addAll(final Properties properties)
    {
        properties.stringPropertyNames().stream().sorted().forEach(key -> add(key, properties.getProperty(key)));
    }

    private void add(final String key, final String text)
    {
        final NodeOption option = NodeOption.find(key);
        if (option == null)
        {
            final String nearest = NearestName.find(key, KEYS);
            throw new ConfigurationException(key + "=" + text + ": there is no such option" +
                (nearest == null ? "; docs/configuration.md lists all" : "; did you mean " + nearest + "?"));
        }
        texts.put(option, text.strip());
    }

    /** Takes each key once: the second value of a key would otherwise win in silence. */
    private static final class OnceProperties extends Properties
    {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(final Object key, final Object value)
        {
            final Object earlier = super.put(key, value);
            if (earlier != null)
            {
                throw new ConfigurationException(
                    key + "=" + value + ": given twice in one file, earlier as " + earlier);
            }
            return null;
        }
    }
}
