package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryType;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.Storage;
import io.balsa.log.mmap.StorageFile;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RecoveryWatchTest
{
    private static final String SEGMENT = "log-00000000000000000001.seg";
    private static final String MARKER = "truncate-00000000000000000002";

    private final SimDisk disk = new SimDisk("member-0", new SplittableRandom(1), (operation, name, bytes) ->
    {
    });
    private final Marks marks = new Marks();

    @Test
    void shouldSeeNothingWhereThereIsNothingToMend()
    {
        write();
        recover();
        assertEquals(0, marks.count(Mark.TORN_TAIL_CUT));
        assertEquals(0, marks.count(Mark.RECOVERED_TRUNCATION_MARKER));
    }

    @Test
    void shouldSeeThatATornEndWasCut()
    {
        write();
        try (Storage storage = disk.mount(); StorageFile segment = storage.open(SEGMENT))
        {
            segment.buffer().putLong(5_000, -1);
        }
        recover();
        assertEquals(1, marks.count(Mark.TORN_TAIL_CUT));
    }

    @Test
    void shouldSeeThatATruncationWasFinished()
    {
        write();
        try (Storage storage = disk.mount())
        {
            storage.create(MARKER).close();
        }
        recover();
        assertEquals(0, marks.count(Mark.TORN_TAIL_CUT));
        assertEquals(1, marks.count(Mark.RECOVERED_TRUNCATION_MARKER));
    }

    private void write()
    {
        try (MemberStorage storage = open())
        {
            for (int i = 0; i < 3; i++)
            {
                storage.log().append(1, EntryType.COMMAND, 1, 1, 1, 0, new UnsafeBuffer(new byte[8]), 0, 8);
            }
            storage.log().requestSync();
            storage.syncAgent().doWork();
        }
    }

    private void recover()
    {
        final RecoveryWatch watch = new RecoveryWatch(disk, marks);
        open().close();
        watch.onRecovered();
    }

    private MemberStorage open()
    {
        return MemberStorage.open(new MemberStorage.Context()
            .storage(disk.mount()).clusterId(1).memberId(0).segmentLength(8 * 1024).payloadLengthMax(1024)
            .incarnationSource(() -> 7));
    }
}
