package io.balsa.simulation.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class SimulateCommandTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(final String... args)
    {
        return SimulateCommand.execute(args, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void shouldRunABatch()
    {
        assertEquals(SimulateCommand.CLEAN, execute("--seeds", "4", "--first", "7", "--jobs", "2", "--members", "3"));
        assertTrue(out.toString().startsWith("seeds 7 to 10, 2 at a time"), out.toString());
        assertTrue(out.toString().contains("4 seeds, 0 failed"), out.toString());
    }

    @Test
    void shouldPrintOneLineOfJson()
    {
        assertEquals(SimulateCommand.CLEAN, execute("--seeds", "2", "--first", "7", "--json"));
        final String line = out.toString().strip();
        assertEquals(1, line.lines().count());
        for (final String key : new String[]{
            "seeds", "simulatedSeconds", "wallSeconds", "speedup", "events", "failures", "marksHit", "marksTotal",
            "jobs", "firstSeed", "failedSeeds", "missingMarks"})
        {
            assertTrue(line.contains('"' + key + "\":"), key);
        }
    }

    @Test
    void shouldReplayASeedTheSameWay()
    {
        assertEquals(SimulateCommand.CLEAN, execute("--seed", "5", "--events", "3"));
        final String first = out.toString();
        out.getBuffer().setLength(0);
        assertEquals(SimulateCommand.CLEAN, execute("--seed", "5", "--events", "3"));
        assertEquals(first, out.toString());
        assertTrue(first.startsWith("seed 5 is clean"), first);
        assertTrue(first.contains("hash "), first);
    }

    @Test
    void shouldReplayASeedWithoutSomeOfItsFaults()
    {
        execute("--seed", "5", "--events", "0");
        final String whole = out.toString();
        final String number = whole.replaceAll("(?s).*?  fault (\\d+) at.*", "$1");
        out.getBuffer().setLength(0);
        execute("--seed", "5", "--events", "0", "--calm-network", "--drop", number);
        assertTrue(whole.contains("fault " + number + " at"), whole);
        assertTrue(!out.toString().contains("fault " + number + " at"), out.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--seeds,0,must be at least 1",
        "--jobs,0,must be at least 1",
        "--events,-1,must not be negative",
        "--members,0-3,must be a number or a range from 1 to 31",
        "--members,x,must be a number or a range from 1 to 31",
        "--seed,x,Invalid value",
        "--nonsense,1,Unknown option"})
    void shouldRefuseWrongUsage(final String option, final String value, final String reason)
    {
        assertEquals(2, execute(option, value));
        assertEquals(1, err.toString().strip().lines().count(), err.toString());
        assertTrue(err.toString().contains(reason), err.toString());
    }

    @Test
    void shouldRefuseAMutantThatThereIsNot()
    {
        assertEquals(SimulateCommand.FAILED, execute("--mutants", "--only", "vote-twice,vote-thrice"));
        assertTrue(err.toString().startsWith("balsa: there is no mutant vote-thrice"), err.toString());
    }
}
