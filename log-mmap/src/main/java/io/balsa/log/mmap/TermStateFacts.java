package io.balsa.log.mmap;

/**
 * What a member has stored of its term.
 *
 * @param term          that it has entered.
 * @param votedFor      member that has its vote in that term, -1 for none.
 * @param fencedTerm    see the storage format; 0 where the log has lost nothing.
 * @param goodSlotCount of the two slots.
 */
public record TermStateFacts(long term, int votedFor, long fencedTerm, int goodSlotCount)
{
}
