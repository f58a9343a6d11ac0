package io.balsa.simulation.world;

import io.balsa.simulation.check.Mark;
import io.balsa.simulation.disk.Damage;
import io.balsa.simulation.disk.FileKind;
import io.balsa.simulation.network.LinkStream;
import io.balsa.simulation.network.SimNetwork;
import io.balsa.simulation.network.Topology;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Does what a {@link FaultPlan} says, when it says so, until the faults are over for good.
 */
final class Nemesis
{
    private static final long RESTART_NS = 100_000_000L;
    private static final long CRASH_INTERVAL_MIN_NS = 100_000L;
    private static final int CRASHES_MAX = 6;
    private static final int WAITS_MAX = 10;
    private static final int ROTS_MAX = 6;
    private static final long EPOCH_STEP_MAX_NS = 3_600_000_000_000L;

    private final SimCluster cluster;
    private final World world;
    private final SimNetwork network;
    private final Topology topology;
    private final Deposition deposition;
    private final Straggler straggler;
    private boolean isOver;

    Nemesis(final SimCluster cluster)
    {
        this.cluster = cluster;
        world = cluster.world();
        network = cluster.network();
        topology = new Topology(network, cluster.memberIds().length);
        deposition = new Deposition(cluster, topology, () -> isOver);
        straggler = new Straggler(cluster, topology, deposition, () -> isOver);
    }

    void schedule(final Fault fault)
    {
        world.schedule(fault.atNs(), () -> begin(fault));
    }

    /** Nothing befalls anybody any more; what has begun goes on until it is healed. */
    void stop()
    {
        isOver = true;
    }

    private void begin(final Fault fault)
    {
        if (isOver)
        {
            return;
        }
        world.trace(TraceKind.FAULT, -1, fault.number(), fault.durationNs() / 1_000);
        final SplittableRandom random = new SplittableRandom(fault.argument());
        final SimMember member = cluster.member(fault.member());
        final long endNs = world.nowNs() + fault.durationNs();
        switch (fault.kind())
        {
            case KILL -> kill(member, endNs);
            case KILL_IN_SEND -> killInSend(member, random, endNs);
            case KILL_IN_WAIT, POWER_LOSS_IN_WAIT -> endInWait(fault, member, random, endNs);
            case CRASH_LOOP -> crashLoop(member, random);
            case STOP -> stop(member, endNs);
            case KILL_ALL -> forAll((each) -> kill(each, endNs));
            case POWER_LOSS -> losePower(member, endNs);
            case POWER_LOSS_ALL -> forAll((each) -> losePower(each, endNs));
            case WIPE -> wipe(member);
            case PAUSE -> member.pause(endNs);
            case PAUSE_QUORUM -> pauseQuorum(fault.member(), endNs);
            case CLIENT_KILL -> killClient(random, endNs);
            case CLOCK_STEP -> member.clock().step(random.nextLong(-EPOCH_STEP_MAX_NS, EPOCH_STEP_MAX_NS));
            case DISK_FULL, DISK_HANG, DISK_SLOW, SYNC_FAILS, SYNCS_FAIL, ROT, ROT_AT_END, ROT_WIDELY, MISDIRECT ->
                damageDisk(fault, member, random, endNs);
            default -> disturbNetwork(fault, random, endNs);
        }
    }

    private void forAll(final Consumer<SimMember> action)
    {
        for (final SimMember member : cluster.members())
        {
            action.accept(member);
        }
    }

    private void kill(final SimMember member, final long restartNs)
    {
        member.kill();
        member.restartAt(restartNs);
    }

    private void killInSend(final SimMember member, final SplittableRandom random, final long restartNs)
    {
        member.plannedEnd().inSend(random.nextInt(10));
        world.schedule(restartNs, () -> member.restartAt(world.nowNs()));
    }

    private void endInWait(
        final Fault fault, final SimMember member, final SplittableRandom random, final long restartNs)
    {
        final WaitKind[] kinds = WaitKind.values();
        member.plannedEnd().inWait(random.nextInt(WAITS_MAX), kinds[random.nextInt(kinds.length)],
            fault.kind() == FaultKind.POWER_LOSS_IN_WAIT, () -> member.restartAt(restartNs));
    }

    /** After it has ended in a wait the process is back at once, and soon ends again, perhaps with its machine. */
    private void crashLoop(final SimMember member, final SplittableRandom random)
    {
        member.plannedEnd().inWait(random.nextInt(WAITS_MAX), WaitKind.ANY, false,
            () -> comeBack(member, random, random.nextInt(CRASHES_MAX)));
    }

    private void comeBack(final SimMember member, final SplittableRandom random, final int moreCrashes)
    {
        member.restartAt(world.nowNs() + 1);
        if (moreCrashes > 0)
        {
            final double meanNs = (double)(CRASH_INTERVAL_MIN_NS << random.nextInt(8));
            final long afterNs = FaultPlan.exponential(random, meanNs);
            world.schedule(world.nowNs() + afterNs, () -> crashAgain(member, random, moreCrashes - 1));
        }
    }

    private void crashAgain(final SimMember member, final SplittableRandom random, final int moreCrashes)
    {
        if (isOver)
        {
            return;
        }
        if (random.nextBoolean())
        {
            member.kill();
        }
        else
        {
            member.losePower();
        }
        comeBack(member, random, moreCrashes);
    }

    private void stop(final SimMember member, final long restartNs)
    {
        member.stop();
        member.restartAt(restartNs);
    }

    private void losePower(final SimMember member, final long restartNs)
    {
        member.losePower();
        member.restartAt(restartNs);
    }

    private void wipe(final SimMember member)
    {
        cluster.marks().hit(Mark.WIPED);
        member.lose();
        member.disk().wipe();
    }

    private void pauseQuorum(final int first, final long untilNs)
    {
        final int size = cluster.memberIds().length;
        for (int i = 0; i < size / 2 + 1; i++)
        {
            cluster.member((first + i) % size).pause(untilNs);
        }
    }

    private void killClient(final SplittableRandom random, final long restartNs)
    {
        final SimClient client = cluster.clients()[random.nextInt(cluster.clients().length)];
        client.kill();
        world.schedule(restartNs, client::start);
    }

    private void damageDisk(
        final Fault fault, final SimMember member, final SplittableRandom random, final long endNs)
    {
        switch (fault.kind())
        {
            case DISK_FULL ->
            {
                member.disk().full(true);
                world.schedule(endNs, () -> member.disk().full(false));
            }
            case DISK_HANG -> member.diskDelay().hang(endNs);
            case DISK_SLOW ->
            {
                member.diskDelay().slow(true);
                world.schedule(endNs, () -> member.diskDelay().slow(false));
            }
            case SYNC_FAILS -> member.disk().failNextForce();
            case SYNCS_FAIL ->
            {
                member.disk().failForces(true);
                world.schedule(endNs, () -> member.disk().failForces(false));
            }
            case MISDIRECT ->
            {
                member.history().onDamaged();
                member.disk().misdirectNextForce();
                world.schedule(endNs, () -> losePowerUnlessOver(member));
            }
            default -> rot(fault.kind(), member, random, endNs);
        }
    }

    private void losePowerUnlessOver(final SimMember member)
    {
        if (!isOver)
        {
            losePower(member, world.nowNs() + RESTART_NS);
        }
    }

    /** What a process has in memory does not rot: it is found out by the next one. */
    private void rot(
        final FaultKind fault, final SimMember member, final SplittableRandom random, final long restartNs)
    {
        member.kill();
        final Damage.Kind[] kinds =
            {Damage.Kind.FLIPPED_BIT, Damage.Kind.ZEROED_SECTOR, Damage.Kind.REPLACED_SECTOR};
        final Damage.Kind kind = kinds[random.nextInt(kinds.length)];
        final FileKind[] files = FileKind.values();
        final FileKind file = files[random.nextInt(files.length)];
        final int count = fault == FaultKind.ROT_WIDELY ? random.nextInt(2, ROTS_MAX) : 1;
        for (int i = 0; i < count; i++)
        {
            final Damage damage =
                fault == FaultKind.ROT_AT_END ? member.disk().rotAtEnd(kind) : member.disk().rot(kind, file);
            if (damage != null)
            {
                member.history().onDamaged();
            }
        }
        member.restartAt(restartNs);
    }

    private void disturbNetwork(final Fault fault, final SplittableRandom random, final long endNs)
    {
        final int size = cluster.memberIds().length;
        final int other = random.nextInt(size);
        switch (fault.kind())
        {
            case PARTITION -> partition(random, endNs);
            case ISOLATE -> isolate(fault.member(), random, endNs);
            case BLOCK ->
            {
                cluster.marks().hit(Mark.ASYMMETRIC_PARTITION);
                network.block(fault.member(), other, true);
                world.schedule(endNs, () -> network.block(fault.member(), other, false));
            }
            case PARTIAL -> partial(fault.member(), random, endNs);
            case DEPOSE ->
            {
                deposition.replaceLeader(random, endNs);
                world.schedule(endNs, topology::full);
            }
            case LEAVE_BEHIND -> straggler.leaveBehind(cluster.member(fault.member()), random, endNs);
            case CLOG -> network.clog(fault.member(), other, stream(random), endNs);
            default -> network.close(fault.member(), other, stream(random), endNs);
        }
    }

    private static LinkStream stream(final SplittableRandom random)
    {
        return random.nextBoolean() ? LinkStream.CONTROL : LinkStream.LOG;
    }

    private void partition(final SplittableRandom random, final long endNs)
    {
        final int[] sides = new int[network.nodeCount()];
        for (int i = 0; i < sides.length; i++)
        {
            sides[i] = random.nextInt(8) == 0 ? Topology.ALL_SIDES : random.nextInt(2);
        }
        final boolean isSymmetric = random.nextInt(3) > 0;
        if (!isSymmetric)
        {
            cluster.marks().hit(Mark.ASYMMETRIC_PARTITION);
        }
        topology.partition(sides, isSymmetric);
        world.schedule(endNs, topology::full);
    }

    private void isolate(final int memberId, final SplittableRandom random, final long endNs)
    {
        final int shape = random.nextInt(8);
        if (shape >= 3)
        {
            deposition.isolateLeader(random, endNs);
        }
        else
        {
            topology.isolate(memberId, shape == 1, shape == 2);
        }
        if (shape == 1 || shape == 2)
        {
            cluster.marks().hit(Mark.ASYMMETRIC_PARTITION);
        }
        world.schedule(endNs, topology::full);
    }

    private void partial(final int memberId, final SplittableRandom random, final long endNs)
    {
        switch (random.nextInt(3))
        {
            case 0 -> topology.ring();
            case 1 -> topology.chain();
            default -> topology.star(memberId);
        }
        world.schedule(endNs, topology::full);
    }
}
