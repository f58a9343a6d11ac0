package io.balsa.simulation.world;

import java.util.Set;

/**
 * What run it is to be.
 *
 * @param seed          of all chance.
 * @param membersMin    fewest members, at least 1.
 * @param membersMax    most members.
 * @param isNetworkCalm whether the network does nothing but what the plan says.
 * @param droppedFaults numbers of faults that are left out of the plan.
 */
public record RunSettings(
    long seed, int membersMin, int membersMax, boolean isNetworkCalm, Set<Integer> droppedFaults)
{
    /** Fewest members where nothing else is said. */
    public static final int MEMBERS_MIN_DEFAULT = 1;

    /** Most members where nothing else is said. */
    public static final int MEMBERS_MAX_DEFAULT = 7;

    /**
     * A run with all that its seed draws.
     *
     * @param seed of all chance.
     */
    public RunSettings(final long seed)
    {
        this(seed, MEMBERS_MIN_DEFAULT, MEMBERS_MAX_DEFAULT, false, Set.of());
    }

    boolean isDropped(final Fault fault)
    {
        return droppedFaults.contains(fault.number());
    }
}
