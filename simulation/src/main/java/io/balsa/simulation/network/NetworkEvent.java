package io.balsa.simulation.network;

/**
 * Something that happens on the network at a moment of simulated time.
 */
public interface NetworkEvent
{
    /** The moment has come. */
    void onDue();
}
