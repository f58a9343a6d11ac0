package io.balsa.node.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * Rows of text with columns as wide as they need to be.
 */
public final class TextTable
{
    private static final String SEPARATOR = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    /**
     * Create.
     *
     * @param columns names of the columns.
     */
    public TextTable(final List<String> columns)
    {
        widths = new int[columns.size()];
        row(columns);
    }

    /**
     * Add a row.
     *
     * @param cells one for each column.
     */
    public void row(final List<String> cells)
    {
        for (int column = 0; column < widths.length; column++)
        {
            widths[column] = Math.max(widths[column], cells.get(column).length());
        }
        rows.add(cells);
    }

    /** Add a row that has text, of any length, instead of the cells behind the first one. */
    void text(final String firstCell, final String text)
    {
        widths[0] = Math.max(widths[0], firstCell.length());
        rows.add(List.of(firstCell, text));
    }

    /**
     * Print all rows, the names of the columns first.
     *
     * @param out to print to.
     */
    public void print(final PrintWriter out)
    {
        for (final List<String> row : rows)
        {
            final StringJoiner line = new StringJoiner(SEPARATOR);
            for (int column = 0; column < row.size(); column++)
            {
                line.add(pad(row.get(column), widths[column]));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String pad(final String text, final int width)
    {
        final char[] blanks = new char[Math.max(0, width - text.length())];
        Arrays.fill(blanks, ' ');
        return text + new String(blanks);
    }
}
