package io.balsa.node.command;

import org.agrona.DirectBuffer;

import java.util.Locale;

/**
 * Bytes for people: in hex, and as text where they are.
 */
final class BytesText
{
    private BytesText()
    {
    }

    static String hex(final DirectBuffer buffer, final int offset, final int length)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            text.append(String.format(Locale.ROOT, "%02x", buffer.getByte(offset + i)));
        }
        return text.toString();
    }

    /** With a point for each byte that is no printable ASCII. */
    static String ascii(final DirectBuffer buffer, final int offset, final int length)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            final byte b = buffer.getByte(offset + i);
            text.append(b >= ' ' && b <= '~' ? (char)b : '.');
        }
        return text.toString();
    }

    /** The beginning of a value, with how long it is where that is not all of it. */
    static String both(final DirectBuffer buffer, final int lengthMax)
    {
        final int length = Math.min(buffer.capacity(), lengthMax);
        return (hex(buffer, 0, length) + (length < buffer.capacity() ? "..." : "") + "  " + ascii(buffer, 0, length))
            .strip();
    }
}
