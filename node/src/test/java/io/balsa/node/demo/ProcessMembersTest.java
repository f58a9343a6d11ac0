package io.balsa.node.demo;

import io.balsa.log.mmap.SyncMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

@Timeout(60)
class ProcessMembersTest
{
    @TempDir
    private Path dir;

    /** It is stopped as a debugger would: only one signal still reaches it, and the end of its input does not. */
    @Test
    void shouldEndAMemberThatDoesNotObey() throws Exception
    {
        final Path root = dir.resolve("demo-" + dir.getFileName());
        final DemoPlan plan = new DemoPlan(1, 1, 8, 1, SyncMode.SYNC, false, 0, root, false);
        ProcessHandle member = null;
        try (DemoDirectory directory = DemoDirectory.create(root, false))
        {
            final ProcessMembers members = new ProcessMembers(new DemoCluster(plan, directory));
            final Set<ProcessHandle> others = children();
            members.start(0);
            member = children().stream().filter(child -> !others.contains(child)).findFirst().orElseThrow();
            assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(member.pid())).start().waitFor());
            members.close();
            assertFalse(member.isAlive());
        }
        finally
        {
            if (member != null)
            {
                member.destroyForcibly();
            }
        }
    }

    private static Set<ProcessHandle> children()
    {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }
}
