package io.balsa.node.command;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One JSON object in one line, with the keys in the order in which they were added.
 */
final class JsonObject
{
    private final StringJoiner members = new StringJoiner(",", "{", "}");

    JsonObject number(final String key, final long value)
    {
        return raw(key, Long.toString(value));
    }

    JsonObject flag(final String key, final boolean value)
    {
        return raw(key, Boolean.toString(value));
    }

    /** A text, or null. */
    JsonObject text(final String key, final String value)
    {
        return raw(key, null == value ? "null" : quote(value));
    }

    /** An object, or null. */
    JsonObject object(final String key, final JsonObject value)
    {
        return raw(key, null == value ? "null" : value.toString());
    }

    JsonObject array(final String key, final List<JsonObject> values)
    {
        final StringJoiner array = new StringJoiner(",", "[", "]");
        values.forEach(value -> array.add(value.toString()));
        return raw(key, array.toString());
    }

    private JsonObject raw(final String key, final String value)
    {
        members.add(quote(key) + ":" + value);
        return this;
    }

    private static String quote(final String text)
    {
        final StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\')
            {
                quoted.append('\\').append(c);
            }
            else if (c < ' ')
            {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int)c));
            }
            else
            {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString()
    {
        return members.toString();
    }
}
