package io.balsa.simulation.network;

/**
 * What a link promises.
 */
public enum LinkModel
{
    /**
     * As Aeron's while an image lives: in order, nothing lost or repeated. A block holds messages up; one that
     * lasts, a close and the end of a process end the link's life, and what was under way is lost.
     */
    RELIABLE,

    /** In order, but messages are lost and repeated. */
    ORDERED,

    /** Messages are lost, repeated, and overtake each other. */
    ARBITRARY
}
