package io.balsa.node.command;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One JSON object in one line, with the keys in the order in which they were added.
 */
public final class JsonObject
{
    private final StringJoiner members = new StringJoiner(",", "{", "}");

    /** Create an empty object. */
    public JsonObject()
    {
    }

    /**
     * Add a whole number.
     *
     * @param key   of the member.
     * @param value of the member.
     * @return this.
     */
    public JsonObject number(final String key, final long value)
    {
        return raw(key, Long.toString(value));
    }

    /**
     * Add a number with a fraction.
     *
     * @param key    of the member.
     * @param value  of the member.
     * @param digits behind the point.
     * @return this; the member is null where the value is not finite.
     */
    public JsonObject decimal(final String key, final double value, final int digits)
    {
        return raw(key, Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "null");
    }

    /**
     * Add true or false.
     *
     * @param key   of the member.
     * @param value of the member.
     * @return this.
     */
    public JsonObject flag(final String key, final boolean value)
    {
        return raw(key, Boolean.toString(value));
    }

    /**
     * Add a text.
     *
     * @param key   of the member.
     * @param value of the member, or null.
     * @return this.
     */
    public JsonObject text(final String key, final String value)
    {
        return raw(key, null == value ? "null" : quote(value));
    }

    /**
     * Add an object.
     *
     * @param key   of the member.
     * @param value of the member, or null.
     * @return this.
     */
    public JsonObject object(final String key, final JsonObject value)
    {
        return raw(key, null == value ? "null" : value.toString());
    }

    /**
     * Add an array of objects.
     *
     * @param key    of the member.
     * @param values of the array.
     * @return this.
     */
    public JsonObject array(final String key, final List<JsonObject> values)
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
