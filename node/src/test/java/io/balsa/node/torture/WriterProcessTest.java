package io.balsa.node.torture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Timeout(60)
class WriterProcessTest
{
    @Test
    void shouldNotTakeWhatADyingJvmSaysForLinesOfTheWriter() throws InterruptedException
    {
        try (WriterProcess writer = WriterProcess.start(
            List.of("sh", "-c", "echo opening; echo synced 5; echo '#'; echo '#  SIGBUS (0x7)'; echo; exit 134")))
        {
            assertEquals(134, writer.awaitEnd());
            assertEquals(List.of("opening", "synced 5"), writer.lines());
        }
    }
}
