package io.balsa.transport.aeron;

import io.balsa.transport.media.DriverCounters;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.SharedCounters;
import io.balsa.transport.media.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

@Timeout(30)
class TransportCountersTest
{
    @TempDir
    private Path directory;

    private final TransportCounters counters = new TransportCounters();

    private List<String> shown()
    {
        final List<String> shown = new ArrayList<>();
        DriverCounters.forEach(directory.toFile(), (typeId, label, value) ->
        {
            if (label.contains("balsa"))
            {
                shown.add(typeId + " " + label + " = " + value);
            }
        });
        return shown;
    }

    /** The numbers are API: tools go by them. */
    @Test
    void shouldBeAmongTheCountersOfTheMediaDriver()
    {
        final MediaContext context = new MediaContext().aeronDirectoryName(directory.toString()).conclude();
        try (MediaConnection media = MediaConnection.launch(context))
        {
            counters.showIn(media.counters(), 3);
            counters.overlongCount = 5;
            counters.connectTimeoutCount = 9;
            media.doWork(0);
            assertEquals(List.of(
                "7450 dropped-malformed - balsa member=3 = 0",
                "7451 dropped-damaged - balsa member=3 = 0",
                "7452 dropped-unknown-template - balsa member=3 = 0",
                "7453 dropped-wrong-cluster - balsa member=3 = 0",
                "7454 dropped-unknown-sender - balsa member=3 = 0",
                "7455 dropped-unconnected - balsa member=3 = 0",
                "7456 dropped-overlong - balsa member=3 = 5",
                "7457 clients-refused - balsa member=3 = 0",
                "7458 clients-timed-out - balsa member=3 = 9"), shown());
            counters.overlongCount = 6;
            media.doWork(SharedCounters.INTERVAL_NS - 1);
            assertEquals("7456 dropped-overlong - balsa member=3 = 5", shown().get(6));
            media.doWork(SharedCounters.INTERVAL_NS + TimeUnit.MILLISECONDS.toNanos(1));
            assertEquals("7456 dropped-overlong - balsa member=3 = 6", shown().get(6));
        }
    }

    @Test
    void shouldSayThatNoMediaDriverRuns()
    {
        assertEquals("no media driver runs in aeronDirectoryName=" + directory,
            assertThrows(TransportException.class, this::shown).getMessage());
    }
}
