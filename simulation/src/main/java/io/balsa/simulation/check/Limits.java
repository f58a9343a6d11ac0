package io.balsa.simulation.check;

/**
 * The limits that the members of a cluster were given.
 *
 * @param inflightMessagesMax messages with entries that a peer may leave unanswered.
 * @param inflightBytesMax    bytes of their entries; one message alone may be longer.
 * @param uncommittedBytesMax bytes of entries of its own term that a leader may hold and has not applied.
 * @param sessionsMax         open sessions.
 * @param sessionWindow       commands of a session that may be unanswered.
 * @param segmentRoomBytes    bytes of entries and their offsets that a segment of the log has room for.
 */
public record Limits(
    int inflightMessagesMax,
    long inflightBytesMax,
    long uncommittedBytesMax,
    int sessionsMax,
    int sessionWindow,
    int segmentRoomBytes)
{
}
