package io.balsa.bench.rig;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Has contenders bear a load in turns, so that whatever else the machine does hits them all.
 */
public final class Rig
{
    private final int rounds;
    private final PrintWriter progress;

    /**
     * Create.
     *
     * @param rounds   of each contender.
     * @param progress told of each round, one line.
     */
    public Rig(final int rounds, final PrintWriter progress)
    {
        this.rounds = rounds;
        this.progress = progress;
    }

    /**
     * Measure.
     *
     * @param names of the contenders, in the order of the report.
     * @param round measures one round of the contender at a position.
     * @return rounds of each contender in the same order.
     * @throws io.balsa.bench.BenchException when it could not be carried through, or a contender has lost a command.
     */
    public List<List<RoundResult>> run(final List<String> names, final IntFunction<RoundResult> round)
    {
        final List<List<RoundResult>> results = new ArrayList<>();
        names.forEach(name -> results.add(new ArrayList<>()));
        for (int number = 1; number <= rounds; number++)
        {
            for (int i = 0; i < names.size(); i++)
            {
                final RoundResult result = round.apply(i);
                results.get(i).add(result);
                progress.println(String.format(Locale.ROOT,
                    "round %d of %d: %s: p50 %.1f us, p99 %.1f us, %.0f a second", number, rounds, names.get(i),
                    result.latencyUs(50), result.latencyUs(99), result.load().ratePerSecond()));
            }
        }
        return results;
    }
}
