package io.balsa.bench.rig;

import io.balsa.node.command.TextTable;

import java.io.PrintWriter;
import java.util.List;

/** Rows of cells, of which the first row names the columns. For people, as text or as HTML. */
final class Table
{
    private Table()
    {
    }

    static void print(final PrintWriter out, final List<List<String>> rows)
    {
        final TextTable table = new TextTable(rows.get(0));
        rows.stream().skip(1).forEach(table::row);
        table.print(out);
    }

    static String html(final List<List<String>> rows)
    {
        final StringBuilder table = new StringBuilder("<table>\n");
        for (int i = 0; i < rows.size(); i++)
        {
            final String tag = i == 0 ? "th" : "td";
            table.append("<tr>");
            rows.get(i).forEach(cell -> table.append('<').append(tag).append('>').append(Markup.escape(cell))
                .append("</").append(tag).append('>'));
            table.append("</tr>\n");
        }
        return table.append("</table>\n").toString();
    }
}
