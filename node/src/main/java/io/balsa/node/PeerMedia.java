package io.balsa.node;

/**
 * How members reach each other.
 */
public enum PeerMedia
{
    /** Over the network, at the ports of {@link NodeOption#MEMBERS}. */
    UDP,

    /** Through shared memory: all members use one media driver. */
    IPC
}
