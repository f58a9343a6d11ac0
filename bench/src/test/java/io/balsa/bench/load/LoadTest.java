package io.balsa.bench.load;

import io.balsa.bench.BenchException;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class LoadTest
{
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SERVICE_NS = 20_000;

    private final FakeTarget target = new FakeTarget(SERVICE_NS);

    @Test
    void shouldCountFromTheTimeThatACommandIsDueWhileTheServerStalls()
    {
        final Load load = load(new LoadShape(16, 1024, 1_000));
        target.stall(500 * MS, 100 * MS);
        final LoadResult result = load.runFor(target, 1_000 * MS, Load.newHistogram());
        assertEquals(1_000, result.commands());
        assertStallIsSeen(result);
        assertTrue(result.isRateReached());
    }

    @Test
    void shouldCountFromThenWhereTheWindowKeepsCommandsFromBeingSent()
    {
        final Load load = load(new LoadShape(16, 1, 1_000));
        target.stall(500 * MS, 100 * MS);
        assertStallIsSeen(load.runFor(target, 1_000 * MS, Load.newHistogram()));
        assertEquals(1, target.inFlightMax());
    }

    /** One command was due in each ms of the stall, and each waited for its end. */
    private static void assertStallIsSeen(final LoadResult result)
    {
        assertNear(100 * MS, result.latencyNs().getMaxValue(), 2 * MS);
        assertNear(50, result.latencyNs().getCountBetweenValues(50 * MS, 200 * MS), 2);
        assertNear(90, result.latencyNs().getCountBetweenValues(10 * MS, 200 * MS), 2);
    }

    @Test
    void shouldSeeTheSameStallOnceInAClosedLoop()
    {
        final Load load = load(new LoadShape(16, 1, 0));
        target.stall(500 * MS, 100 * MS);
        final LoadResult result = load.runFor(target, 1_000 * MS, Load.newHistogram());
        assertEquals(1, result.latencyNs().getCountBetweenValues(10 * MS, 200 * MS));
        assertNear(SERVICE_NS, result.latencyNs().getValueAtPercentile(50), SERVICE_NS / 100);
    }

    @Test
    void shouldFailARateThatIsNotReached()
    {
        final Load load = load(new LoadShape(16, 1, 100_000));
        final LoadResult result = load.runFor(target, 100 * MS, Load.newHistogram());
        assertEquals(10_000, result.commands());
        assertFalse(result.isRateReached());
        assertEquals(50_000, result.ratePerSecond(), 2_500);
        assertNear(100 * MS, result.latencyNs().getMaxValue(), 5 * MS);
    }

    @Test
    void shouldSendForTheDurationAndWaitForAllAnswers()
    {
        final Load load = load(new LoadShape(16, 7, 0));
        final LoadResult result = load.runFor(target, 10 * MS, Load.newHistogram());
        assertEquals(target.offeredCount(), result.commands());
        assertEquals(result.commands(), result.latencyNs().getTotalCount());
        assertNear(10 * MS, result.elapsedNs(), MS / 10);
        assertEquals(7, target.inFlightMax());
    }

    @Test
    void shouldWarmUpWithManyInFlight()
    {
        final Load load = load(new LoadShape(16, 2, 1_000));
        load.warmUp(target, 40 * MS);
        assertEquals(Load.WARMUP_WINDOW, target.inFlightMax());
        assertEquals(target.offeredCount(), load.commandCount());
    }

    @Test
    void shouldEndTheWarmUpUnderTheLoadItself()
    {
        final Load load = load(new LoadShape(16, 2, 0));
        target.countInFlight(31 * MS);
        load.warmUp(target, 40 * MS);
        assertEquals(2, target.inFlightMax());
    }

    @Test
    void shouldWarmUpWithNoMoreBytesInFlightThanFewCommandsOfThemHave()
    {
        final Load load = load(new LoadShape(1024 * 1024, 1, 1_000));
        load.warmUp(target, 40 * MS);
        assertEquals(4, target.inFlightMax());
    }

    @Test
    void shouldSendAsManyAsAskedForAndNumberThemOverAllRuns()
    {
        final Load load = load(new LoadShape(16, 3, 0));
        load.runCount(target, 10, Load.newHistogram());
        assertEquals(5, load.runCount(target, 5, Load.newHistogram()).commands());
        assertEquals(15, load.commandCount());
        assertEquals(15, target.offeredCount());
    }

    @Test
    void shouldRefuseAnAnswerThatWasGivenBefore()
    {
        final Load load = load(new LoadShape(16, 4, 0));
        load.runCount(target, 10, Load.newHistogram());
        final BenchException twice = assertThrows(BenchException.class, () -> load.onReply(9));
        assertTrue(twice.getMessage().startsWith("an answer to command 9, of 10 that were sent"), twice.getMessage());
        assertThrows(BenchException.class, () -> load.onReply(10));
        assertThrows(BenchException.class, () -> load.onReply(-1));
    }

    @Test
    void shouldGiveUpATargetThatFallsSilent()
    {
        final Load load = load(new LoadShape(16, 4, 0));
        target.stall(0, TimeUnit.MINUTES.toNanos(5));
        final BenchException silent = assertThrows(BenchException.class, () ->
            load.runCount(target, 10, Load.newHistogram()));
        assertEquals("nothing was answered for 30 s, with 4 in flight", silent.getMessage());
    }

    @Test
    void shouldEndWhenTheCheckSaysSo()
    {
        final Load load = new Load(new LoadShape(16, 1, 0), target, NoOpIdleStrategy.INSTANCE, () ->
        {
            throw new BenchException("stop");
        });
        target.handler(load);
        assertThrows(BenchException.class, () -> load.runCount(target, 10, Load.newHistogram()));
    }

    private static void assertNear(final long expected, final long actual, final long tolerance)
    {
        assertTrue(Math.abs(actual - expected) <= tolerance, () -> expected + " was expected, but it is " + actual);
    }

    private Load load(final LoadShape shape)
    {
        final Load load = new Load(shape, target, NoOpIdleStrategy.INSTANCE, () -> {});
        target.handler(load);
        return load;
    }
}
