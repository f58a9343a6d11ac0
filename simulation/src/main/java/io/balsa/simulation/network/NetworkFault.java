package io.balsa.simulation.network;

/**
 * What the network does to messages and sends; counted by {@link SimNetwork#count}.
 */
public enum NetworkFault
{
    /** Lost by chance. */
    LOST,

    /** Lost because the direction is blocked. */
    LOST_BLOCKED,

    /** Lost because the way was full and is one that drops. */
    LOST_FULL,

    /** Lost because the link was closed, or ended, while the message was under way. */
    LOST_CLOSED,

    /** Lost because the receiving process has ended. */
    LOST_RECEIVER,

    /** Arrived at another incarnation of the receiver than the one it was sent to. */
    GIVEN_TO_NEXT_INCARNATION,

    /** Sent once, will arrive twice. */
    REPEATED,

    /** Delivered long ago, will arrive again. */
    REPLAYED,

    /** A bit in the entries of an append message was flipped. */
    FRAMES_CORRUPTED,

    /** A bit of a message between members was flipped, not in its entries. */
    HEADER_CORRUPTED,

    /** Cut short. */
    TRUNCATED,

    /** Replaced by random bytes. */
    RANDOMIZED,

    /** Schema, template or cluster id replaced by another. */
    FOREIGN,

    /** Arrives only when the link is clogged no more. */
    CLOGGED,

    /** A send was refused: no room. */
    REFUSED_FULL,

    /** A send was refused once, by chance. */
    REFUSED_BY_CHANCE,

    /** A send was refused: nobody there. */
    REFUSED_NOT_CONNECTED,

    /** A link was closed by chance, for a while. */
    CLOSED,

    /** The receiver could not take entries yet and will be given them again. */
    REDELIVERED
}
