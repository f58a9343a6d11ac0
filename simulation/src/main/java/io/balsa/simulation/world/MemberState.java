package io.balsa.simulation.world;

/**
 * What a member's process is doing.
 */
enum MemberState
{
    /** There is none. */
    DOWN,
    /** It reads its files. */
    RECOVERING,
    /** It runs. */
    UP,
    /** There will be none any more: the disk is lost, or damaged and refused. */
    LOST
}
