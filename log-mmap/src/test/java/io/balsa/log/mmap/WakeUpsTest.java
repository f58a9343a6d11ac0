package io.balsa.log.mmap;

import io.balsa.consensus.port.TermStateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Each thread is woken when there is something for it, so that it may sleep until then. */
class WakeUpsTest
{
    @TempDir
    private File directory;

    private TestMember member;
    private int agentWakeUps;
    private int logWakeUps;

    @BeforeEach
    void open()
    {
        member = new TestMember(TestMember.context(directory)
            .nanoClock(() -> 0)
            .wakeUps(() -> agentWakeUps++, () -> logWakeUps++));
        member.drain();
        agentWakeUps = 0;
        logWakeUps = 0;
    }

    @AfterEach
    void close()
    {
        member.close();
    }

    private void assertWakeUps(final int agent, final int log)
    {
        assertEquals(agent, agentWakeUps, "of the agent");
        assertEquals(log, logWakeUps, "of the log");
    }

    @Test
    void shouldWakeForASync()
    {
        member.tryAppend(1, 8);
        assertWakeUps(0, 0);
        member.log.requestSync();
        assertWakeUps(1, 0);
        member.agent.doWork();
        assertWakeUps(1, 1);
        member.drain();
        assertWakeUps(1, 1);
    }

    /** What was asked for while another sync was under way is handed over when that is done. */
    @Test
    void shouldWakeForTheSyncBehindAnother()
    {
        member.tryAppend(1, 8);
        member.log.requestSync();
        member.tryAppend(1, 8);
        member.log.requestSync();
        assertWakeUps(1, 0);
        member.agent.doWork();
        assertEquals(1, member.log.syncedIndex());
        assertWakeUps(2, 1);
    }

    @Test
    void shouldWakeForATruncation()
    {
        member.append(1, 8);
        member.append(1, 8);
        member.log.truncateSuffix(2);
        assertWakeUps(1, 0);
        member.agent.doWork();
        assertWakeUps(1, 1);
    }

    @Test
    void shouldWakeForATermState()
    {
        member.termState.store(1, TermStateStore.NULL_MEMBER);
        assertWakeUps(1, 0);
        member.agent.doWork();
        assertWakeUps(1, 1);
    }
}
