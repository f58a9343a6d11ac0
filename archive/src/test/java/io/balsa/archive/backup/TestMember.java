package io.balsa.archive.backup;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.storage.TermStartEncoder;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.log.mmap.MemberStorage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** A member of a cluster of one, without its duty cycle: it remembers what its state was behind each entry. */
final class TestMember implements AutoCloseable
{
    static final long CLUSTER_ID = 7;
    static final int PAYLOAD_LENGTH = 500;
    static final int SEGMENT_LENGTH = 8 * 1024;
    static final int PAYLOAD_LENGTH_MAX = 1024;

    final List<Long> digests = new ArrayList<>(List.of(0L));
    final List<Long> rollingDigests = new ArrayList<>(List.of(0L));

    private final File directory;
    private final MemberStorage storage;
    private final RaftLog log;
    private final ReplicatedState state = newState();
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_LENGTH]);
    private long sequence;

    TestMember(final File directory, final long clusterId)
    {
        this.directory = directory;
        storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory).clusterId(clusterId).memberId(0)
            .segmentLength(SEGMENT_LENGTH).payloadLengthMax(PAYLOAD_LENGTH_MAX));
        log = storage.log();
        final UnsafeBuffer termStart = new UnsafeBuffer(new byte[TermStartEncoder.BLOCK_LENGTH]);
        new TermStartEncoder().wrap(termStart, 0).failurePolicy(FailurePolicyCode.ANSWER);
        append(EntryType.NO_OP, 0, 0, termStart);
        append(EntryType.SESSION_OPEN, 0, 77, new UnsafeBuffer(new byte[0]));
    }

    static ReplicatedState newState()
    {
        return new ReplicatedState(new Sum(), new SessionTable(4, 16), 64, ApplyListener.NONE);
    }

    File directory()
    {
        return directory;
    }

    long lastIndex()
    {
        return log.lastIndex();
    }

    long firstIndex()
    {
        return log.firstIndex();
    }

    void commands(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            sequence++;
            payload.putLong(0, 31 * sequence + 7);
            append(EntryType.COMMAND, 2, sequence, payload);
        }
    }

    private void append(final EntryType type, final long sessionId, final long newSequence, final UnsafeBuffer bytes)
    {
        long index = log.append(1, type, 1_000 + log.lastIndex(), sessionId, newSequence,
            Math.max(0, newSequence - 3), bytes, 0, bytes.capacity());
        while (index < 0)
        {
            work();
            index = log.append(1, type, 1_000 + log.lastIndex(), sessionId, newSequence,
                Math.max(0, newSequence - 3), bytes, 0, bytes.capacity());
        }
        log.read(index, 0, view);
        header.wrap(view.buffer(), 0, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
        state.apply(header, view.buffer(), EntryFrame.HEADER_LENGTH, header.frameLength() - EntryFrame.HEADER_LENGTH);
        digests.add(state.stateMachine().digest());
        rollingDigests.add(state.digest());
    }

    /** Let all be durable and readable by others. */
    void commit()
    {
        log.committed(log.lastIndex());
        log.requestSync();
        while (log.syncedIndex() < log.lastIndex())
        {
            work();
        }
        work();
    }

    private void work()
    {
        log.requestSync();
        storage.syncAgent().doWork();
        log.syncedIndex();
        log.refusal();
    }

    void snapshot()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(new File(directory, MemberStorage.SNAPSHOT_DIRECTORY))
            .clusterId(CLUSTER_ID)
            .damageListener((id, reason) -> {}));
            SnapshotWriter writer = store.begin(state.describe(new int[]{0}, new int[0]), 0, 0))
        {
            state.writeTo(writer);
            writer.publish();
        }
    }

    /** Remove what is before an index, in whole segments. */
    void removeBefore(final long index)
    {
        commit();
        log.truncatePrefix(index);
        while (log.firstIndex() == 1)
        {
            work();
        }
        commit();
    }

    @Override
    public void close()
    {
        storage.close();
    }

    /** Adds the numbers of commands up, and counts them. */
    static final class Sum implements StateMachine
    {
        private long sum;
        private long count;

        @Override
        public int apply(
            final long index,
            final long timestampNs,
            final long sessionId,
            final DirectBuffer command,
            final int offset,
            final int length,
            final MutableDirectBuffer result)
        {
            sum += command.getLong(offset);
            count++;
            result.putLong(0, sum);
            return Long.BYTES;
        }

        @Override
        public long digest()
        {
            return 31 * sum + count;
        }

        @Override
        public boolean hasSnapshots()
        {
            return true;
        }

        @Override
        public void takeSnapshot(final SnapshotWriter writer)
        {
            final UnsafeBuffer record = new UnsafeBuffer(new byte[1 + 2 * Long.BYTES]);
            record.putLong(1, sum);
            record.putLong(1 + Long.BYTES, count);
            writer.put(record, 0, 1, record, 1, 2 * Long.BYTES);
        }

        @Override
        public void loadSnapshot(final SnapshotReader reader)
        {
            reader.forEach((key, value) ->
            {
                sum = value.getLong(0);
                count = value.getLong(Long.BYTES);
            });
        }
    }
}
