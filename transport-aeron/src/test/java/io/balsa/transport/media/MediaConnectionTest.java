package io.balsa.transport.media;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Errors of the Aeron client that are not its end, and an end that comes without an error. */
@Timeout(30)
class MediaConnectionTest
{
    private static final String CHANNEL = "aeron:ipc";
    private static final long CYCLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Throwable> errors = new ArrayList<>();
    private final RuntimeException error = new IllegalStateException("as asked");

    @TempDir
    private Path directory;
    private MediaConnection media;
    private PublicationLink link;
    private long nowNs;

    @BeforeEach
    void setUp()
    {
        media = MediaConnection.launch(new MediaContext()
            .aeronDirectoryName(directory.resolve("driver").toString())
            .errorHandler(errors::add)
            .conclude());
        link = new PublicationLink(media, CHANNEL, 1);
    }

    @AfterEach
    void tearDown()
    {
        CloseHelper.closeAll(link, media);
    }

    @Test
    void shouldTellOfAnErrorAndGoOn()
    {
        media.addSubscription("test", CHANNEL, 1, (image) ->
        {
            throw error;
        }, null);
        while (!link.isConnected() || errors.isEmpty())
        {
            work();
        }
        assertEquals(List.of(error), errors);
        work();
        assertEquals(List.of(error), errors);
    }

    @Test
    void shouldTellOfAnErrorWhileItCloses()
    {
        media.aeron().addCloseHandler(() ->
        {
            throw error;
        });
        media.close();
        assertEquals(List.of(error), errors);
    }

    /** An interrupt stops whatever has nothing to do at that moment, here the driver alone, and it does not say so. */
    @Test
    void shouldSayThatItsThreadWasInterrupted()
    {
        media.doWork(nowNs);
        Thread.currentThread().interrupt();
        for (int i = 0; i < 1_000; i++)
        {
            media.doWork(nowNs);
        }
        assertTrue(Thread.interrupted());
        final TransportException end = assertThrows(TransportException.class, this::work);
        assertEquals("the Aeron client in aeronDirectoryName=" + media.context().aeronDirectoryName() +
            " has ended: its thread was interrupted; start this process again, and let its thread go on without" +
            " interrupts", end.getMessage());
    }

    private void work()
    {
        nowNs += CYCLE_NS;
        media.doWork(nowNs);
        link.doWork(nowNs);
    }
}
