package io.balsa.bench.limits;

import io.balsa.bench.rig.Limit;
import io.balsa.node.IdleMode;
import io.balsa.node.demo.StopRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class LimitsTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldTakeTheTimeOfAllAndLeaveNothing()
    {
        final List<Limit> limits = new Limits(directory, 1, IdleMode.YIELDING, new StopRequest("bench")).run();
        assertEquals(
            List.of("Aeron IPC round trip", "Aeron UDP round trip", "fdatasync of 128 bytes",
                "mapped append with CRC32C"),
            limits.stream().map(Limit::name).toList());
        for (final Limit limit : limits)
        {
            assertEquals(1, limit.latencyNs().size());
            assertTrue(limit.latencyNs().get(0).getTotalCount() > 0, limit.name());
        }
        assertArrayEquals(new String[0], directory.toFile().list());
    }
}
