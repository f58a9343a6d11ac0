package io.balsa.bench.rig;

import io.balsa.bench.Spread;
import io.balsa.node.command.JsonObject;

import java.util.List;
import java.util.Locale;

/**
 * How one contender stands to another by one figure.
 *
 * @param ofMedians the median of one's rounds, divided by that of the other's.
 * @param least     of the ratios of those rounds that ran one after the other.
 * @param greatest  of these.
 */
record Ratio(double ofMedians, double least, double greatest)
{
    private static final int DIGITS = 2;
    private static final int JSON_DIGITS = 3;

    static Ratio of(final Metric metric, final List<RoundResult> rounds, final List<RoundResult> others)
    {
        final Spread turns = new Spread();
        for (int i = 0; i < rounds.size(); i++)
        {
            turns.add(metric.value().applyAsDouble(rounds.get(i)) / metric.value().applyAsDouble(others.get(i)));
        }
        return new Ratio(
            metric.of(rounds).median() / metric.of(others).median(), turns.least(), turns.greatest());
    }

    String text(final int rounds)
    {
        final String format = "%." + DIGITS + "f";
        return rounds == 1 ? String.format(Locale.ROOT, format, ofMedians) : String.format(
            Locale.ROOT, format + " (" + format + "-" + format + ")", ofMedians, least, greatest);
    }

    JsonObject toJson()
    {
        return new JsonObject()
            .decimal("ofMedians", ofMedians, JSON_DIGITS)
            .decimal("least", least, JSON_DIGITS)
            .decimal("greatest", greatest, JSON_DIGITS);
    }
}
