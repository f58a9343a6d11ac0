package io.balsa.bench.snapshot;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.archive.ClusterRestore;
import io.balsa.archive.SnapshotArchive;
import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotProgress;
import io.balsa.archive.SnapshotStream;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.statemachine.KeyValueCommands;
import io.balsa.statemachine.KeyValueStateMachine;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Carries a state all the way, and deletes what it has made when closed or when the process ends. */
final class SnapshotJourney implements AutoCloseable
{
    private static final long CLUSTER_ID = 1;
    private static final long NEW_CLUSTER_ID = 2;
    private static final int[] MEMBER_IDS = { 0, 1, 2 };
    private static final int KEY_LENGTH = 16;
    private static final int RESULT_LENGTH = 1024;
    private static final int COMMAND_OVERHEAD = 256;

    private final File root;
    private final int keys;
    private final int valueBytes;
    private final Consumer<JourneyStep> listener;
    private final List<JourneyStep> steps = new ArrayList<>();
    private final Thread atExit = new Thread(this::delete);

    SnapshotJourney(
        final Path parent, final int keys, final int valueBytes, final Consumer<JourneyStep> listener)
        throws IOException
    {
        root = Files.createTempDirectory(parent, "balsa-bench-").toFile();
        this.keys = keys;
        this.valueBytes = valueBytes;
        this.listener = listener;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Go all the way; fails where the state that comes out is another one. */
    List<JourneyStep> run()
    {
        final long digest = takeSnapshot();
        final File archive = new File(root, "state.balsa");
        try (SnapshotDirectory directory = SnapshotDirectory.open(snapshots());
            SnapshotStream stream = directory.stream(id()))
        {
            step("verify", () -> verify(stream));
            step("export", () -> SnapshotArchive.write(stream, archive, SnapshotProgress.NONE));
        }
        try (SnapshotStream stream = SnapshotArchive.open(archive))
        {
            step("verify the archive", () ->
            {
                verify(stream);
                return archive.length();
            });
            step("restore 3 members", () -> restore(stream));
        }
        readBack(digest);
        return steps;
    }

    /** The state itself is not needed any more when this returns. */
    private long takeSnapshot()
    {
        final KeyValueStateMachine machine = new KeyValueStateMachine(keys, Long.MAX_VALUE);
        step("fill the state", () ->
        {
            fill(machine);
            return machine.byteCount();
        });
        try (ChronicleSnapshotStore store = open(snapshots(), CLUSTER_ID))
        {
            step("take", () -> write(store, machine));
        }
        return machine.digest();
    }

    private void fill(final KeyValueStateMachine machine)
    {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[COMMAND_OVERHEAD + KEY_LENGTH + valueBytes]);
        final UnsafeBuffer result = new UnsafeBuffer(new byte[RESULT_LENGTH]);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
        final UnsafeBuffer value = new UnsafeBuffer(new byte[valueBytes]);
        final KeyValueCommands commands = new KeyValueCommands().wrap(command, 0);
        for (int i = 0; i < keys; i++)
        {
            // Spread over all bits, as identifiers are that somebody has drawn.
            key.putLong(0, i * 0x9E37_79B9_7F4A_7C15L);
            key.putLong(Long.BYTES, i);
            for (int at = 0; at <= valueBytes - Long.BYTES; at += Long.BYTES)
            {
                value.putLong(at, (i + at) * 0xBF58_476D_1CE4_E5B9L);
            }
            final int length = commands.put(key, 0, KEY_LENGTH, value, 0, valueBytes);
            machine.apply(i + 1L, i, 1, command, 0, length, result);
        }
    }

    private long write(final ChronicleSnapshotStore store, final KeyValueStateMachine machine)
    {
        final SnapshotMetadata metadata =
            new SnapshotMetadata(id(), keys, machine.digest(), MEMBER_IDS, new int[0]);
        try (SnapshotWriter writer = store.begin(metadata, keys, machine.byteCount() + (long)keys * Long.BYTES))
        {
            machine.takeSnapshot(writer);
            writer.publish();
        }
        try (SnapshotDirectory directory = SnapshotDirectory.open(snapshots());
            SnapshotStream stream = directory.stream(id()))
        {
            return stream.facts().lengthBytes();
        }
    }

    private static long verify(final SnapshotStream stream)
    {
        if (!stream.verify(SnapshotProgress.NONE).isEmpty())
        {
            throw new IllegalStateException(stream.location() + " is damaged, and was just written");
        }
        return stream.facts().lengthBytes();
    }

    private long restore(final SnapshotStream stream)
    {
        ClusterRestore.run(stream, restored(), NEW_CLUSTER_ID, MEMBER_IDS, (memberId) -> "", SnapshotProgress.NONE);
        return MEMBER_IDS.length * stream.facts().lengthBytes();
    }

    private void readBack(final long digest)
    {
        final File member = new File(restored(), ClusterRestore.memberName(MEMBER_IDS[0]));
        final KeyValueStateMachine machine = new KeyValueStateMachine(keys, Long.MAX_VALUE);
        try (ChronicleSnapshotStore store = open(SnapshotDirectory.of(member), NEW_CLUSTER_ID))
        {
            step("read back", () ->
            {
                try (SnapshotReader reader = store.openNewest())
                {
                    machine.loadSnapshot(reader);
                }
                return machine.byteCount();
            });
        }
        if (machine.digest() != digest || machine.entryCount() != keys)
        {
            throw new IllegalStateException("the state that was restored is another one");
        }
    }

    private void step(final String name, final LongSupplier action)
    {
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        final long startNs = System.nanoTime();
        final long bytes = action.getAsLong();
        final long timeNs = System.nanoTime() - startNs;
        final long heapBytes = heapPools().stream().mapToLong((pool) -> pool.getPeakUsage().getUsed()).sum();
        final JourneyStep step = new JourneyStep(name, timeNs, bytes, heapBytes);
        steps.add(step);
        listener.accept(step);
    }

    private static List<MemoryPoolMXBean> heapPools()
    {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter((pool) -> pool.getType() == MemoryType.HEAP).toList();
    }

    private SnapshotId id()
    {
        return new SnapshotId(keys, 1);
    }

    private File snapshots()
    {
        return new File(root, "snapshots");
    }

    private File restored()
    {
        return new File(root, "restored");
    }

    private static ChronicleSnapshotStore open(final File directory, final long clusterId)
    {
        return ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(directory)
            .clusterId(clusterId)
            .damageListener((damagedId, reason) ->
            {
                throw new IllegalStateException(reason);
            }));
    }

    private void delete()
    {
        IoUtil.delete(root, true);
    }

    @Override
    public void close()
    {
        Runtime.getRuntime().removeShutdownHook(atExit);
        delete();
    }
}
