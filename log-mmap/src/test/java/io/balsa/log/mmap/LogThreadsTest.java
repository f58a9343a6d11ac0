package io.balsa.log.mmap;

import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class LogThreadsTest
{
    private static final int ENTRY_COUNT = 1500;

    @TempDir
    private File directory;

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldWorkWithTheAgentOnItsOwnThread(final SyncMode mode)
    {
        final AtomicReference<Throwable> error = new AtomicReference<>();
        final TestMember member = new TestMember(TestMember.context(directory).syncMode(mode));
        try (member; AgentRunner runner = new AgentRunner(
            new BackoffIdleStrategy(1, 1, 1000, 100_000), error::set, null, member.agent))
        {
            AgentRunner.startOnThread(runner);
            while (member.log.syncedIndex() < ENTRY_COUNT)
            {
                step(member);
                Thread.onSpinWait();
            }
            member.terms();
        }
        assertNull(error.get());
        try (TestMember reopened = TestMember.open(directory))
        {
            assertEquals(ENTRY_COUNT, reopened.log.lastIndex());
            reopened.terms();
        }
    }

    /** Append, and now and then remove what was appended last. */
    private static void step(final TestMember member)
    {
        final long lastIndex = member.log.lastIndex();
        if (lastIndex < ENTRY_COUNT)
        {
            final long result = member.tryAppend(1 + member.log.generation(), 300);
            assertTrue(lastIndex + 1 == result || RaftLog.BACK_PRESSURED == result);
            if (lastIndex + 1 == result && result % 400 == 399 && member.log.generation() < 9)
            {
                member.log.truncateSuffix(result - 250);
            }
        }
        member.log.requestSync();
        assertTrue(member.log.syncedIndex() <= member.log.lastIndex());
    }
}
