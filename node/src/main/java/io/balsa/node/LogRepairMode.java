package io.balsa.node;

/**
 * What a member does when it finds its log damaged at the start.
 */
public enum LogRepairMode
{
    /** Fetch what was lost from the other members, and take part in nothing until that is done. */
    PEERS,

    /** Refuse to start, and leave it to {@code balsa log repair} or a backup. */
    REFUSE
}
