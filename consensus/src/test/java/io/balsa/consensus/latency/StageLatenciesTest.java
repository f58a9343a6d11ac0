package io.balsa.consensus.latency;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StageLatenciesTest
{
    private final StageLatencies latencies = StageLatencies.standalone(8);

    @Test
    void shouldPutEveryTimeInTheBucketThatHoldsIt()
    {
        for (int bit = 0; bit < 36; bit++)
        {
            for (int sixteenth = 0; sixteenth < 16; sixteenth++)
            {
                final long valueNs = (1L << bit) + (((1L << bit) * sixteenth) >> 4);
                final int bucket = StageLatencies.bucketOf(valueNs);
                assertTrue(StageLatencies.bucketStartNs(bucket) <= valueNs, () -> valueNs + " in " + bucket);
                assertTrue(StageLatencies.bucketStartNs(bucket + 1) > valueNs, () -> valueNs + " in " + bucket);
            }
        }
        assertEquals(0, StageLatencies.bucketOf(0));
        assertEquals(StageLatencies.BUCKETS - 1, StageLatencies.bucketOf(StageLatencies.TRACKED_NS_MAX));
    }

    @Test
    void shouldMakeBucketsASixteenthWide()
    {
        for (int bucket = StageLatencies.LINEAR_BUCKETS; bucket < StageLatencies.BUCKETS; bucket++)
        {
            final long startNs = StageLatencies.bucketStartNs(bucket);
            final long widthNs = StageLatencies.bucketStartNs(bucket + 1) - startNs;
            assertTrue(widthNs > 0 && widthNs * StageLatencies.LINEAR_BUCKETS <= startNs, "bucket " + bucket);
        }
    }

    @Test
    void shouldTellPercentilesAndMean()
    {
        for (int i = 1; i <= 100; i++)
        {
            latencies.record(Stage.APPLY, i <= 98 ? 10 : 1000);
        }
        final StageSnapshot snapshot = latencies.snapshot();
        assertEquals(100, snapshot.count(Stage.APPLY));
        assertEquals(10, snapshot.percentileNs(Stage.APPLY, 50));
        assertEquals(10, snapshot.percentileNs(Stage.APPLY, 98));
        assertEquals((992 + 1023) / 2.0, snapshot.percentileNs(Stage.APPLY, 99));
        assertEquals((992 + 1023) / 2.0, snapshot.percentileNs(Stage.APPLY, 100));
        assertEquals(29.8, snapshot.meanNs(Stage.APPLY));
        assertEquals(0, snapshot.count(Stage.REPLY));
        assertEquals(Double.NaN, snapshot.percentileNs(Stage.REPLY, 50));
        assertEquals(Double.NaN, snapshot.meanNs(Stage.REPLY));
        assertEquals(8, snapshot.sampleInterval());
    }

    @Test
    void shouldKeepStagesApart()
    {
        for (final Stage stage : Stage.values())
        {
            latencies.record(stage, stage.code());
            latencies.record(stage, StageLatencies.TRACKED_NS_MAX);
        }
        final StageSnapshot snapshot = latencies.snapshot();
        for (final Stage stage : Stage.values())
        {
            assertEquals(2, snapshot.count(stage), stage::label);
            assertEquals(stage.code(), snapshot.percentileNs(stage, 50), stage::label);
        }
    }

    @Test
    void shouldBoundWhatCannotBe()
    {
        latencies.record(Stage.APPLY, -5);
        latencies.record(Stage.APPLY, Long.MAX_VALUE);
        final StageSnapshot snapshot = latencies.snapshot();
        assertEquals(2, snapshot.count(Stage.APPLY));
        assertEquals(0, snapshot.percentileNs(Stage.APPLY, 50));
        assertEquals(StageLatencies.TRACKED_NS_MAX / 2.0, snapshot.meanNs(Stage.APPLY));
    }

    @Test
    void shouldTellWhatCameBetweenTwoLooks()
    {
        latencies.record(Stage.APPLY, 5);
        final StageSnapshot before = latencies.snapshot();
        latencies.record(Stage.APPLY, 7);
        final StageSnapshot between = latencies.snapshot().since(before);
        assertEquals(1, between.count(Stage.APPLY));
        assertEquals(7, between.meanNs(Stage.APPLY));
        assertEquals(7, between.percentileNs(Stage.APPLY, 1));
        assertEquals(3, between.plus(latencies.snapshot()).count(Stage.APPLY));
    }

    @Test
    void shouldReadWhatAnotherHasWritten()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(StageLatencies.LENGTH));
        final StageLatencies writer = new StageLatencies(buffer, 2);
        writer.record(Stage.INGRESS, 3);
        assertEquals(3, StageSnapshot.read(new UnsafeBuffer(buffer)).meanNs(Stage.INGRESS));
    }

    @Test
    void shouldBeTheSameInAnotherProcess()
    {
        latencies.record(Stage.APPLY, 5);
        latencies.record(Stage.APPLY, 5000);
        latencies.record(Stage.FOLLOWER_ACK, StageLatencies.TRACKED_NS_MAX);
        final StageSnapshot snapshot = latencies.snapshot();
        final StageSnapshot other = StageSnapshot.parse(snapshot.toText());
        assertEquals(snapshot, other);
        assertEquals(snapshot.hashCode(), other.hashCode());
        assertEquals(2502.5, other.meanNs(Stage.APPLY));
        latencies.record(Stage.APPLY, 5);
        assertNotEquals(snapshot, latencies.snapshot());
        assertThrows(IllegalArgumentException.class, () -> StageSnapshot.parse("1;2"));
    }

    @Test
    void shouldRefuseToReadSomethingElse()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(StageLatencies.LENGTH));
        assertThrows(IllegalArgumentException.class, () -> StageSnapshot.read(buffer), "nothing is written yet");
        final StageLatencies writer = new StageLatencies(buffer, 2);
        assertEquals(2, writer.sampleInterval());
        for (final int offset : new int[]{
            StageLatencies.VERSION_OFFSET, StageLatencies.STAGES_OFFSET, StageLatencies.BUCKETS_OFFSET})
        {
            buffer.putLong(offset, buffer.getLong(offset) + 1);
            assertThrows(IllegalArgumentException.class, () -> StageSnapshot.read(buffer));
            buffer.putLong(offset, buffer.getLong(offset) - 1);
        }
        assertEquals(0, StageSnapshot.read(buffer).count(Stage.LEADER));
        assertThrows(IllegalArgumentException.class,
            () -> StageSnapshot.read(new UnsafeBuffer(buffer, 0, StageLatencies.LENGTH - Long.BYTES)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 6, 1000})
    void shouldRefuseAnIntervalThatIsNoPowerOfTwo(final int interval)
    {
        final String message = assertThrows(
            IllegalArgumentException.class, () -> StageLatencies.standalone(interval)).getMessage();
        assertEquals("sampleInterval=" + interval + " is not allowed: a power of two, or 0 for none", message);
    }

    /** They are API: tools go by them. */
    @Test
    void shouldNameTheStages()
    {
        assertEquals("ingress,first send,peer round trip,own sync,quorum,apply,reply,cycle end,leader whole," +
            "follower append,follower sync,follower ack,follower cycle end",
            Arrays.stream(Stage.values()).map(Stage::label).collect(Collectors.joining(",")));
    }
}
