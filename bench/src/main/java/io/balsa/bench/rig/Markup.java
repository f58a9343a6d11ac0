package io.balsa.bench.rig;

/** Text inside XML and HTML. */
final class Markup
{
    private Markup()
    {
    }

    static String escape(final String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
