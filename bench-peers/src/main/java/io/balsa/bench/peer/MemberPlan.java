package io.balsa.bench.peer;

import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.PeerMedia;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the process of a member is told.
 *
 * @param memberId  from 0 on.
 * @param ports     of all members.
 * @param isForced  whether what it acknowledges has to be on the device.
 * @param directory for its files.
 * @param driver    directory of its media driver, where it has one.
 * @param ingress   how the client reaches it.
 * @param window    commands in flight at a time, at most.
 * @param values    of settings, for {@link PeerValues#parse}.
 */
public record MemberPlan(
    int memberId,
    List<Integer> ports,
    boolean isForced,
    Path directory,
    Path driver,
    PeerMedia ingress,
    int window,
    String values)
{
    /** Members of each cluster. */
    public static final int MEMBERS = 3;

    /**
     * Plan a member.
     *
     * @param memberId  from 0 on.
     * @param ports     of all members.
     * @param workload  of the cluster.
     * @param values    of its settings.
     * @param directory of the round.
     * @return the plan.
     */
    public static MemberPlan of(
        final int memberId,
        final List<Integer> ports,
        final Workload workload,
        final PeerValues values,
        final RigDirectory directory)
    {
        final String name = "member-" + memberId;
        return new MemberPlan(
            memberId,
            ports,
            workload.isForced(),
            workload.isInMemory() ? directory.driver(name + "-files") : directory.file(name),
            directory.driver(name),
            workload.ingress(),
            workload.load().window(),
            values.toArg());
    }

    /**
     * Whether the client reaches it through shared memory.
     *
     * @return false where it does over the network.
     */
    public boolean isIngressIpc()
    {
        return ingress == PeerMedia.IPC;
    }

    /**
     * For the process.
     *
     * @return what {@link #parse} reads.
     */
    public String[] toArgs()
    {
        return Stream.of(memberId, ports.stream().map(Object::toString).collect(Collectors.joining(",")), isForced,
            directory, driver, ingress, window, values).map(Object::toString).toArray(String[]::new);
    }

    /**
     * Read what {@link #toArgs} has made.
     *
     * @param args of the process.
     * @return the plan.
     */
    public static MemberPlan parse(final String... args)
    {
        return new MemberPlan(
            Integer.parseInt(args[0]),
            Arrays.stream(args[1].split(",", -1)).map(Integer::valueOf).toList(),
            Boolean.parseBoolean(args[2]),
            Path.of(args[3]),
            Path.of(args[4]),
            PeerMedia.valueOf(args[5]),
            Integer.parseInt(args[6]),
            args[7]);
    }
}
