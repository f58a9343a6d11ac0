package io.balsa.bench.rig;

import io.balsa.bench.load.LoadResult;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.process.ProcessFigures;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RoundResultTest
{
    private static final LoadShape LOAD = new LoadShape(128, 1, 0);

    @Test
    void shouldBeTheSameInAnotherProcess()
    {
        final RoundResult result = Rounds.round(LOAD, 1_000, "leader", "follower 1", "client");
        final RoundResult other = RoundResult.parse(LOAD, result.toLine());
        assertEquals(result, other);
        assertEquals(List.of("leader", "follower 1", "client"), List.copyOf(other.processes().keySet()));
        assertEquals(1, result.toLine().lines().count());
        final RoundResult withoutStages = Rounds.round(LOAD, 1_000, "client");
        assertEquals(withoutStages, RoundResult.parse(LOAD, withoutStages.toLine()));
    }

    @Test
    void shouldRefuseWhatIsNoResult()
    {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> RoundResult.parse(LOAD, "1\t2"))
            .getMessage().endsWith("is no result of a round"));
    }

    @Test
    void shouldShowNoFigureThatOneProcessDoesNotKnow()
    {
        final LoadResult load = Rounds.round(LOAD, 1_000, "client").load();
        final RoundResult result = new RoundResult(
            load,
            Map.of(
                "leader", new ProcessFigures(1, 1, 1, 1, ProcessFigures.UNKNOWN, ProcessFigures.UNKNOWN),
                "client", new ProcessFigures(1, 1, 1, 1, 5, 5)),
            0,
            null);
        final Metric syncs = Metric.uses().stream()
            .filter(metric -> metric.key().equals("syncsPerCommand")).findFirst().orElseThrow();
        assertEquals("-", syncs.of(List.of(result, result)).text(syncs.format()));
        assertEquals(ProcessFigures.UNKNOWN, result.processes().get("leader")
            .since(result.processes().get("leader")).forces());
    }
}
