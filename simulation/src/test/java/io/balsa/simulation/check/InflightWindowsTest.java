package io.balsa.simulation.check;

import io.balsa.codecs.storage.EntryHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;

class InflightWindowsTest
{
    private static final int ENTRY_LENGTH = 200;

    private final Violations violations = new Violations();
    private final InflightWindows windows = new InflightWindows(violations, CheckedCluster.LIMITS, 3);
    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[4_000]);

    private void send(final long term, final long prevLogIndex, final int entryCount)
    {
        send(term, prevLogIndex, entryCount, ENTRY_LENGTH);
    }

    private void send(final long term, final long prevLogIndex, final int entryCount, final int entryLength)
    {
        final EntryHeaderEncoder header = new EntryHeaderEncoder();
        for (int i = 0; i < entryCount; i++)
        {
            header.wrap(frames, i * entryLength).frameLength(entryLength);
        }
        windows.onAppendSent(0, 1, term, prevLogIndex, 0, frames, 0, entryCount * entryLength);
    }

    @Test
    void shouldCatchAMessageTooMany()
    {
        send(1, 0, 1);
        send(1, 1, 1);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "count=3 bytes=600 on the way to member=1",
            () -> send(1, 2, 1));
    }

    @Test
    void shouldCatchBytesTooMany()
    {
        send(1, 0, 4);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "count=2 bytes=1200", () -> send(1, 4, 2));
    }

    @Test
    void shouldAcceptAMessageAloneOfAnyLength()
    {
        send(1, 0, 1, 2_000);
        assertNull(violations.first());
    }

    @Test
    void shouldCountAnEntryInPiecesOnce()
    {
        new EntryHeaderEncoder().wrap(frames, 0).frameLength(900);
        windows.onAppendSent(0, 1, 1, 0, 0, frames, 0, 300);
        windows.onAppendSent(0, 1, 1, 0, 300, frames, 0, 300);
        windows.onAppendSent(0, 1, 1, 0, 600, frames, 0, 304);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "count=2 bytes=1104", () -> send(1, 1, 1));
    }

    @Test
    void shouldTakeOffWhatIsAnswered()
    {
        send(1, 0, 1);
        send(1, 1, 2);
        windows.onAnswerDelivered(0, 1, 1, 2, false);
        send(1, 3, 1);
        windows.onAnswerDelivered(0, 1, 1, 4, false);
        send(1, 4, 1);
        send(1, 5, 1);
        assertNull(violations.first());
        windows.onAnswerDelivered(0, 1, 2, 6, false);
        windows.onAnswerDelivered(0, 2, 1, 6, false);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "count=3", () -> send(1, 6, 1));
    }

    @Test
    void shouldForgetWhereALeaderBeginsAnew()
    {
        send(1, 0, 1);
        send(1, 1, 1);
        send(1, 0, 1);
        send(1, 1, 1);
        windows.onAnswerDelivered(0, 1, 1, 0, true);
        send(1, 2, 1);
        send(1, 3, 1);
        send(2, 4, 1);
        send(2, 5, 1);
        windows.onStarted(0);
        send(2, 6, 1);
        send(2, 7, 1);
        assertNull(violations.first());
    }
}
