package io.balsa.client;

/**
 * What became of a command. Each says whether the command may be offered again without the risk of its being applied
 * twice.
 */
public enum Outcome
{
    /** Applied; the result is the state machine's. Not to be repeated. */
    OK,

    /** Refused by the state machine's validation, not applied; the result tells why. A retry is safe and futile. */
    REJECTED,

    /** Applied, and the state machine threw: its state is as before. A retry is safe and futile. */
    FAILED,

    /** Not applied and never will be. A retry is safe. */
    NOT_APPLIED,

    /** Perhaps applied, perhaps not, perhaps later. A retry is not safe unless commands are idempotent. */
    INDETERMINATE,

    /** Not applied: the cluster has more to do than it can. A retry is safe, later. */
    BUSY,

    /** Not applied: the command is longer than the cluster takes. A retry is safe and futile. */
    TOO_LARGE,

    /** Not applied: the leader's disk is full. A retry is safe, later. */
    DISK_FULL,

    /** Not applied: the session has expired. A retry, in the new session, is safe. */
    SESSION_UNKNOWN;
}
