package io.balsa.node.torture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Timeout(60)
class WriterProcessTest
{
    /** More than a pipe holds: who reads it no further ends the process by SIGPIPE. */
    private static final String FATAL_ERROR_LINES =
        "i=0; while [ $i -lt 5000 ]; do echo '#  SIGBUS (0x7) at pc=0x7f'; i=$((i + 1)); done; ";

    @Test
    void shouldNotTakeWhatADyingJvmSaysForLinesOfTheWriter() throws InterruptedException
    {
        try (WriterProcess writer = WriterProcess.start(
            List.of("sh", "-c", "echo opening; echo synced 5; " + FATAL_ERROR_LINES + "echo; exit 134")))
        {
            assertEquals(134, writer.awaitEnd());
            assertEquals(List.of("opening", "synced 5"), writer.lines());
        }
    }
}
