package io.balsa.simulation.check;

/**
 * Rare events that a batch of seeds must have seen: a batch in which one never happened has not tested it. Those that
 * say "checker" are hit by the checkers of this package, the others by the simulator.
 */
public enum Mark
{
    /** Checker: a follower removed a conflicting suffix. */
    LOG_TRUNCATED,
    /** The log went on in a new segment. */
    SEGMENT_ROLLED,
    /** A truncation removed a whole segment. */
    SEGMENT_REMOVED_BY_TRUNCATION,
    /** Checker: votes of one term went to two candidates. */
    VOTE_SPLIT,
    /** A trial vote was refused. */
    PRE_VOTE_REFUSED,
    /** A vote was refused. */
    VOTE_REFUSED,
    /** A candidate's log was longer than that of the member it asked, and older. */
    LONGER_AND_OLDER_LOG_STOOD,
    /** Checker: a leader became something else in its own term, for want of a quorum or because of its disk. */
    CHECK_QUORUM_STEP_DOWN,
    /** Checker: a leader saw a higher term. */
    LEADER_DEPOSED_BY_HIGHER_TERM,
    /** A leader handled a message of an older term. */
    STALE_MESSAGE_DELIVERED,
    /** A message arrived that an earlier process of its sender had sent. */
    FORMER_LIFE_MESSAGE_DELIVERED,
    /** A follower rejected AppendEntries whose previous entry did not match. */
    APPEND_REJECTED,
    /** Checker: a leader committed entries of earlier terms along with its own. */
    OLD_TERM_ENTRY_COMMITTED_BY_NEW,
    /** An entry went out in pieces. */
    FRAGMENTED_ENTRY,
    /** The leader changed between two pieces of an entry, and the entry was committed in the end. */
    FRAGMENT_RESUMED_AFTER_LEADER_CHANGE,
    /** A message could not be sent for back pressure. */
    SEND_BACK_PRESSURED,
    /** Entries that could not be taken were delivered again. */
    APPEND_REDELIVERED,
    /** Checker: a command was executed that was in a log a second time, further on. */
    DUPLICATE_COMMAND_APPENDED,
    /** A repeated command got the reply of its first execution. */
    REPLY_FROM_CACHE,
    /** Checker: a command was refused because too much was under way. */
    COMMAND_REFUSED_BUSY,
    /** Checker: a command was refused by the state machine's validation. */
    COMMAND_REJECTED,
    /** Checker: the state machine threw. */
    COMMAND_FAILED,
    /** Checker: a command was answered as not applied. */
    COMMAND_NOT_APPLIED,
    /** Checker: a client was told that the outcome is not known. */
    COMMAND_INDETERMINATE,
    /** Checker: a command whose outcome was not known was executed after the client had given up. */
    COMMAND_APPLIED_AFTER_INDETERMINATE,
    /** Checker: a command was refused because the leader's disk was full. */
    DISK_FULL_REFUSED,
    /** A leader gave up because its own disk hung or was full. */
    LEADER_GAVE_UP_FOR_ITS_DISK,
    /** A sync failed and the member stopped. */
    SYNC_FAILED,
    /** Recovery cut a torn tail. */
    TORN_TAIL_CUT,
    /** Recovery found a truncation that was announced and not finished. */
    RECOVERED_TRUNCATION_MARKER,
    /** A damaged log got back from another what it had lost. */
    LOG_REPAIRED_BY_PROOF,
    /** A member was asked for what a damaged log had lost, and had other entries in its place. */
    REPAIR_REFUSED_BY_OTHER_LOG,
    /** A damaged log was cut before the damage, and its member was fenced. */
    LOG_STARTED_OVER,
    /** Recovery refused a file that no other member can make whole. */
    CORRUPTION_REFUSED,
    /** A damaged log was refused and left as it was, until it was to be repaired. */
    DAMAGED_LOG_REFUSED,
    /** A member that was damaged or fenced when the faults were over was made whole. */
    MENDED_AFTER_FAULTS,
    /** A member came back whose log had been in memory alone, and was refused. */
    MEMORY_REFUSED,
    /** A process was killed while it recovered. */
    KILLED_IN_RECOVERY,
    /** A recovery that was interrupted was begun anew. */
    RECOVERY_REPEATED,
    /** A process was killed while a sync was under way. */
    KILLED_IN_SYNC,
    /** A member lost power and came back with less than it had appended. */
    UNSYNCED_TAIL_LOST,
    /** After a loss of power a member recovered a log that it had never waited for. */
    UNSYNCED_LOG_RECOVERED,
    /** Checker: a member came back with entries that nobody had committed. */
    RESTART_WITH_UNCOMMITTED_TAIL,
    /** Checker: a member came back with entries where others were committed meanwhile. */
    RESTART_WITH_CONFLICTING_TAIL,
    /** A member noticed that its duty cycle had stood still. */
    PAUSE_DETECTED,
    /** All members were down at once. */
    ALL_DOWN_AT_ONCE,
    /** A link let messages through in one direction only. */
    ASYMMETRIC_PARTITION,
    /** The disk of a member was wiped. */
    WIPED,
    /** Checker: a member has published a snapshot. */
    SNAPSHOT_TAKEN,
    /** A snapshot could not be written, or the process died meanwhile. */
    SNAPSHOT_FAILED,
    /** The newest snapshot of a member was damaged while it was down. */
    SNAPSHOT_DAMAGED,
    /** A member started from a snapshot. */
    RESTORED_FROM_SNAPSHOT,
    /** A log was shortened behind its snapshots. */
    LOG_SHORTENED,
    /** A member has installed a snapshot of another one. */
    SNAPSHOT_INSTALLED,
    /** A snapshot that was ready came too late: the member had come further meanwhile. */
    SNAPSHOT_OVERTAKEN,
    /** A log was emptied for a snapshot, or for one of before a crash. */
    LOG_RESET,
    /** A member went on with a snapshot of which it had received a part. */
    SNAPSHOT_FETCH_RESUMED,
    /** A snapshot could not be given or fetched. */
    SNAPSHOT_TRANSFER_FAILED
}
