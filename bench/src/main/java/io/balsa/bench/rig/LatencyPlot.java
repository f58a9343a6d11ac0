package io.balsa.bench.rig;

import org.HdrHistogram.Histogram;

import java.util.List;
import java.util.Locale;

/**
 * Latency by percentile, as SVG: the further to the right, the rarer, each nine as wide as the one before.
 */
final class LatencyPlot
{
    private static final int WIDTH = 860;
    private static final int HEIGHT = 476;
    private static final int LEFT = 76;
    private static final int RIGHT = 24;
    private static final int TOP = 60;
    private static final int BOTTOM = 56;
    private static final int STEPS_PER_NINE = 48;
    private static final int NINES_MAX = 7;
    private static final double NS_PER_US = 1e3;
    private static final double PERCENT = 100;
    private static final String[] COLOURS = {"#0b62c4", "#d1610b", "#2a8a3e", "#8a3ea8", "#b3261e", "#5f6368"};

    private final List<String> names;
    private final List<Histogram> latencies;
    private final double nines;
    private final LatencyScale scale;
    private final StringBuilder svg = new StringBuilder();

    private LatencyPlot(final List<String> names, final List<Histogram> latencies)
    {
        this.names = names;
        this.latencies = latencies;
        nines = Math.max(2, latencies.stream().mapToDouble(LatencyPlot::nines).max().orElse(0));
        scale = LatencyScale.around(
            latencies.stream().mapToLong(Histogram::getMinValue).min().orElse(1) / NS_PER_US,
            latencies.stream().mapToLong(Histogram::getMaxValue).max().orElse(1) / NS_PER_US);
    }

    /**
     * Draw.
     *
     * @param title     of the plot.
     * @param subtitle  below it.
     * @param names     of the lines.
     * @param latencies of each, in ns, not empty.
     * @return an SVG element, which is a document of its own too.
     */
    static String svg(
        final String title, final String subtitle, final List<String> names, final List<Histogram> latencies)
    {
        return new LatencyPlot(names, latencies).draw(title, subtitle);
    }

    private String draw(final String title, final String subtitle)
    {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" " +
            "font-family=\"sans-serif\" font-size=\"13\" fill=\"#202124\" role=\"img\">", WIDTH, HEIGHT, WIDTH, HEIGHT);
        add("<title>%s</title>", Markup.escape("Latency: " + title));
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        text(LEFT, 22, "start", "Latency: " + title);
        text(LEFT, 40, "start", subtitle);
        drawLatencies();
        drawPercentiles();
        for (int i = 0; i < names.size(); i++)
        {
            drawLine(latencies.get(i), COLOURS[i % COLOURS.length]);
            drawName(i, COLOURS[i % COLOURS.length]);
        }
        add("</svg>");
        return svg.toString();
    }

    private void drawLatencies()
    {
        for (final double us : scale.ticks())
        {
            final double y = y(us);
            add("<path d=\"M%d %.1fH%d\" stroke=\"#dadce0\"/>", LEFT, y, WIDTH - RIGHT);
            text(LEFT - 8, y + 4, "end", LatencyScale.name(us));
        }
    }

    private void drawPercentiles()
    {
        for (int nine = 0; nine <= nines; nine++)
        {
            final double x = x(nine);
            add("<path d=\"M%.1f %dV%d\" stroke=\"#dadce0\"/>", x, TOP, HEIGHT - BOTTOM);
            final String name = nine == 0 ? "0 %" : nine == 1 ? "90 %" : "99" + (nine == 2 ? "" : "." +
                "9".repeat(nine - 2)) + " %";
            text(x, HEIGHT - BOTTOM + 20, "middle", name);
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "of all commands were answered within");
    }

    private void drawLine(final Histogram latencyNs, final String colour)
    {
        final StringBuilder path = new StringBuilder();
        final double end = nines(latencyNs);
        final int steps = Math.max(1, (int)Math.ceil(end * STEPS_PER_NINE));
        for (int i = 0; i <= steps; i++)
        {
            final double nine = end * i / steps;
            final double percentile = i == steps ? PERCENT : PERCENT * (1 - Math.pow(10, -nine));
            final double us = latencyNs.getValueAtPercentile(percentile) / NS_PER_US;
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x(nine), y(us)));
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"/>", path, colour);
    }

    /** How far to the right a line says something: to the one command of them all that took longest. */
    private static double nines(final Histogram latencyNs)
    {
        return Math.min(NINES_MAX, Math.log10((double)Math.max(1, latencyNs.getTotalCount())));
    }

    private void drawName(final int position, final String colour)
    {
        final int y = TOP + 18 + 20 * position;
        add("<path d=\"M%d %dh24\" stroke=\"%s\" stroke-width=\"3\"/>", LEFT + 14, y - 4, colour);
        text(LEFT + 46, y, "start", names.get(position));
    }

    private void text(final double x, final double y, final String anchor, final String text)
    {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, Markup.escape(text));
    }

    private void add(final String format, final Object... values)
    {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private double x(final double nine)
    {
        return LEFT + nine / nines * (WIDTH - RIGHT - LEFT);
    }

    private double y(final double us)
    {
        return HEIGHT - BOTTOM - scale.place(us) * (HEIGHT - BOTTOM - TOP);
    }
}
