package io.balsa.bench.peer;

import io.balsa.bench.BenchException;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.log.mmap.SyncMode;
import io.balsa.node.PeerMedia;
import io.balsa.node.demo.StopRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Members that have not applied what was answered get no figures. */
@Timeout(120)
class PeerMembersTest
{
    private static final Workload WORKLOAD = new Workload(new LoadShape(64, 1, 0), SyncMode.SYNC, PeerMedia.UDP);

    @TempDir
    private Path directory;

    @Test
    void shouldTakeThemAllWhenEachHasAppliedAll()
    {
        assertDoesNotThrow(() -> verify(3, 3, 3));
    }

    @Test
    void shouldRefuseAMemberThatHasAppliedMoreThanWasAnswered()
    {
        assertEquals("member 2 has not applied the 3 commands that were answered, each once and in order: " +
            "it has applied 4, with another digest",
            assertThrows(BenchException.class, () -> verify(3, 3, 4)).getMessage());
    }

    @Test
    void shouldRefuseAMemberThatHasAppliedAsManyOthers()
    {
        assertEquals("member 1 has not applied the 3 commands that were answered, each once and in order: " +
            "it has applied 3, with another digest",
            assertThrows(BenchException.class, () -> verify(3, -3, 3)).getMessage());
    }

    private void verify(final Integer... applied)
    {
        final StopRequest stop = new StopRequest("bench");
        try (RigDirectory files = RigDirectory.create(directory);
            PeerMembers members = new PeerMembers(Program.class, plans(files, List.of(applied)), files, stop))
        {
            assertEquals(
                List.of("leader", "follower 1", "follower 2", "client"),
                List.copyOf(members.figures(1, ProcessFigures.UNKNOWN).keySet()));
            members.verifyAndStop(3);
        }
        finally
        {
            assertEquals(0, directory.toFile().list().length);
        }
    }

    private static List<MemberPlan> plans(final RigDirectory files, final List<Integer> applied)
    {
        final PeerValues values = PeerValues.parse(new PeerSetting[0], "");
        return IntStream.range(0, MemberPlan.MEMBERS)
            .mapToObj(id -> MemberPlan.of(id, applied, WORKLOAD, values, files)).toList();
    }

    /** A member that only says what it has applied: as many as a number tells, others where it is below 0. */
    static final class Program
    {
        private Program()
        {
        }

        /**
         * Serve.
         *
         * @param args of {@link MemberPlan#toArgs}.
         */
        public static void main(final String[] args) throws IOException
        {
            final MemberPlan plan = MemberPlan.parse(args);
            final int commands = plan.ports().get(plan.memberId());
            final AppliedCommands applied = new AppliedCommands();
            for (int i = 0; i < Math.abs(commands); i++)
            {
                applied.apply(commands < 0 ? i + 1 : i);
            }
            Parent.serve(
                () -> ProcessFigures.ofThisProcess(ProcessFigures.UNKNOWN, 0), applied::count, applied::digest);
        }
    }
}
