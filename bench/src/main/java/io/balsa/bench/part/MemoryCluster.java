package io.balsa.bench.part;

import io.balsa.consensus.latency.StageLatencies;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * Members and a client of the leader, all on the thread of the caller, without network and disk. Time is made up, so
 * nothing in it depends on how fast the machine is; the clock is read nevertheless, for that is part of the work.
 */
final class MemoryCluster implements AutoCloseable
{
    static final long CLUSTER_ID = 1;

    private static final int MEMBERS = 3;
    private static final long ELECTION_STEP_NS = 1_000_000;
    private static final long STEP_NS = 1_000;
    private static final int STEPS_MAX = 1_000_000;
    private static final int COMMANDS_KEPT = 1 << 16;

    private final File directory;
    private final MemoryMember[] members = new MemoryMember[MEMBERS];
    private MemoryClient client;
    private long nowNs;
    private long unusedNs;
    private long commandCount;

    MemoryCluster(final int commandLength, final int sampleInterval) throws IOException
    {
        directory = Files.createTempDirectory("balsa-bench-").toFile();
        final MemoryPeers[] peers = new MemoryPeers[MEMBERS];
        for (int id = 0; id < MEMBERS; id++)
        {
            peers[id] = new MemoryPeers(CLUSTER_ID, id, MEMBERS);
            peers[id].connect(peers);
            members[id] = new MemoryMember(new File(directory, "member-" + id), id, MEMBERS, peers[id],
                new MemoryClient(CLUSTER_ID, commandLength), this::nanoTime,
                StageLatencies.standalone(sampleInterval));
        }
        final MemoryMember leader = elect();
        client = leader.client();
        client.connect();
        run(client::isConnected, STEP_NS);
    }

    private long nanoTime()
    {
        unusedNs = System.nanoTime();
        return nowNs;
    }

    /** What the clock said last, so that nobody can leave the look out. */
    long unusedNs()
    {
        return unusedNs;
    }

    private MemoryMember elect()
    {
        run(() -> Arrays.stream(members).anyMatch(MemoryMember::isLeaderReady), ELECTION_STEP_NS);
        return Arrays.stream(members).filter(MemoryMember::isLeaderReady).findFirst().orElseThrow();
    }

    /** Until something is so. */
    @FunctionalInterface
    private interface Condition
    {
        boolean holds();
    }

    private void run(final Condition condition, final long stepNs)
    {
        for (int i = 0; !condition.holds(); i++)
        {
            if (i == STEPS_MAX)
            {
                throw new IllegalStateException("nothing comes of it");
            }
            step(stepNs);
        }
    }

    private void step(final long stepNs)
    {
        nowNs += stepNs;
        for (final MemoryMember member : members)
        {
            member.doWork();
        }
    }

    /** Have commands offered at once, and run until all are answered. */
    long commit(final int commands)
    {
        client.offer(commands);
        while (!client.isAnswered())
        {
            step(STEP_NS);
        }
        final long former = commandCount;
        commandCount += commands;
        if ((former ^ commandCount) >= COMMANDS_KEPT)
        {
            forget();
        }
        return commandCount;
    }

    private void forget()
    {
        long appliedIndex = Long.MAX_VALUE;
        for (final MemoryMember member : members)
        {
            appliedIndex = Math.min(appliedIndex, member.appliedIndex());
        }
        for (final MemoryMember member : members)
        {
            member.forget(appliedIndex);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(members);
        IoUtil.delete(directory, false);
    }
}
