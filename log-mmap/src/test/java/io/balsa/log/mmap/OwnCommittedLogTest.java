package io.balsa.log.mmap;

import io.balsa.consensus.port.CommittedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A thread of the member's process follows what is committed, through the files. */
@Timeout(60)
class OwnCommittedLogTest
{
    @TempDir
    private File directory;

    @Test
    void shouldDeliverNothingOfAnEarlierRun()
    {
        write(10, 10);
        try (TestMember member = TestMember.open(directory); CommittedLog log = member.storage.newCommittedLog())
        {
            assertEquals(List.of(), poll(log));
            assertEquals(0, log.committedIndex());
            assertEquals(1, log.firstIndex());
            member.log.committed(10);
            member.drain();
            assertEquals(10, poll(log).size());
        }
    }

    @Test
    void shouldDeliverWhatIsCommittedAndInTheFilesFromItsPositionOn()
    {
        try (TestMember member = TestMember.open(directory); CommittedLog log = member.storage.newCommittedLog())
        {
            for (int i = 0; i < 10; i++)
            {
                member.append(1, 100);
            }
            log.position(3);
            member.log.committed(7);
            member.drain();
            assertEquals(List.of(), poll(log));
            member.sync();
            assertEquals(List.of(3L, 4L, 5L, 6L, 7L), poll(log));
            assertEquals(8, log.position());
            log.position(6);
            assertEquals(List.of(6L, 7L), poll(log));
            member.log.committed(10);
            member.drain();
            assertEquals(List.of(8L, 9L, 10L), poll(log));
        }
    }

    @Test
    void shouldHaveNothingToReadInMemory()
    {
        try (TestMember member = new TestMember(TestMember.context(directory).syncMode(SyncMode.MEMORY)))
        {
            assertThrows(IllegalStateException.class, member.storage::newCommittedLog);
        }
    }

    private void write(final int count, final long committedIndex)
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < count; i++)
            {
                member.append(1, 100);
            }
            member.log.committed(committedIndex);
            member.sync();
        }
    }

    private static List<Long> poll(final CommittedLog log)
    {
        final List<Long> indexes = new ArrayList<>();
        log.poll((header, buffer, offset, length) -> indexes.add(header.index()), 1000);
        return indexes;
    }
}
