package io.balsa.simulation.network;

/**
 * What the network needs of the kernel: time, a later moment, and a chance to end a process in the middle of a send.
 */
public interface NetworkEvents
{
    /**
     * Simulated time.
     *
     * @return monotonic time in ns.
     */
    long nowNs();

    /**
     * Run an event later. Events of the same moment run in the order in which they were scheduled.
     *
     * @param dueNs when, not before now.
     * @param event to run once.
     */
    void schedule(long dueNs, NetworkEvent event);

    /**
     * A node is about to send; nothing has left yet. What this throws passes through the send to the node's agent.
     *
     * @param nodeId of the sender.
     */
    default void beforeSend(final int nodeId)
    {
    }

    /**
     * A message has arrived and waits to be polled.
     *
     * @param nodeId of the receiver.
     */
    default void onArrival(final int nodeId)
    {
    }
}
