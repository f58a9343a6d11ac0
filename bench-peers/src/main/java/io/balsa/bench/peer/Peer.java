package io.balsa.bench.peer;

import io.balsa.bench.rig.Contender;

/**
 * Another implementation of replicated state machines.
 */
public interface Peer
{
    /**
     * How it is asked for.
     *
     * @return a short name.
     */
    String name();

    /**
     * What can be set, all with the best value that was found.
     *
     * @return settings.
     */
    PeerSetting[] settings();

    /**
     * Set it up.
     *
     * @param label    for reports.
     * @param values   of settings.
     * @param workload that it is to bear.
     * @return the contender.
     * @throws io.balsa.node.command.CommandException when it cannot bear that.
     */
    Contender contender(String label, PeerValues values, Workload workload);
}
