package io.balsa.node.torture;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SystemToolTest
{
    @Test
    void shouldSayWhatIsMissing()
    {
        final SystemTool missing = new SystemTool("mkfs.none", "none-progs");
        assertEquals("mkfs.none is not installed; on Debian it is in the package none-progs",
            assertThrows(CannotRunException.class, missing::require).getMessage());
    }

    @Test
    void shouldTellWhyAToolHasFailed()
    {
        final SystemTool shell = new SystemTool("sh", "dash");
        assertNull(shell.tryRun("-c", "echo fine"));
        assertEquals("sh has failed: no way", shell.tryRun("-c", "echo no way >&2; exit 3"));
        assertEquals("sh has failed: exit code 3",
            assertThrows(TortureException.class, () -> shell.run("-c", "exit 3")).getMessage());
    }
}
