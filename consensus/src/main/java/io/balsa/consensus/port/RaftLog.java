package io.balsa.consensus.port;

import io.balsa.codecs.storage.EntryType;
import org.agrona.DirectBuffer;

/**
 * The replicated log of one member (paper, figure 2). Indexes start at 1 and have no gaps; index 0 stands for the empty
 * log and has term 0.
 * <p>
 * <b>Durability.</b> {@code append} makes entries visible to {@link #read} at once and durable later: a call of
 * {@link #requestSync()} starts a sync of all that was appended or truncated before it, and {@link #syncedIndex()}
 * tells the end of what is known to be durable. {@link #generation()} changes with every truncation, and a sync that
 * was under way when the log was truncated is never credited to entries written after it.
 * <p>
 * <b>Failure.</b> Full or busy is a negative return code and nothing has changed. A failed sync or a damaged file
 * throws; the member must stop and the log refuses all further work.
 * <p>
 * <b>Threads.</b> One thread, that of the consensus agent. No call waits for a device.
 */
public interface RaftLog extends AutoCloseable
{
    /** Returned by {@link #termAt} where the log holds no entry. */
    long NULL_TERM = -1;

    /**
     * The space for more entries is still being prepared: try again in a later duty cycle, with a call of
     * {@link #syncedIndex()} in between. Nothing was appended. It ends by itself: where a sync is needed first, the log
     * asks for it.
     */
    long BACK_PRESSURED = -2;

    /** The device has no room for more entries. Nothing was appended; it may be tried again when there is room. */
    long DISK_FULL = -3;

    /** The frames fail their checksum or are malformed. Nothing was appended. */
    long CORRUPT = -4;

    /**
     * Index of the oldest entry held; one more than {@link #lastIndex()} when none is held.
     *
     * @return log index.
     */
    long firstIndex();

    /**
     * Index of the newest entry.
     *
     * @return log index, 0 for the empty log.
     */
    long lastIndex();

    /**
     * Term of an entry.
     *
     * @param index of the entry; 0 and the index just before {@link #firstIndex()} are known too.
     * @return the term, or {@link #NULL_TERM} where the log does not know it.
     */
    long termAt(long index);

    /**
     * The largest index, at most {@code index}, whose entry has a term of at most {@code term}. With it a conflict over
     * many entries is found in a few messages (paper 5.3, end).
     *
     * @param index to start from, at most {@link #lastIndex()}.
     * @param term  that must not be exceeded.
     * @return a log index; never less than {@code firstIndex() - 1}.
     */
    long floorIndex(long index, long term);

    /**
     * Frame and append one entry as the leader.
     *
     * @param term          of the leader.
     * @param type          of the entry.
     * @param timestampNs   leader's clock in ns since the epoch.
     * @param sessionId     of the client or 0.
     * @param sequence      of the command in its session or 0.
     * @param ackedSequence up to which the client needs no more replies.
     * @param payload       borrowed for the call.
     * @param offset        of the payload in bytes.
     * @param length        of the payload in bytes, from 0 to {@link EntryFrame#PAYLOAD_LENGTH_LIMIT}.
     * @return the index of the entry, {@link #BACK_PRESSURED} or {@link #DISK_FULL}.
     */
    long append(
        long term,
        EntryType type,
        long timestampNs,
        long sessionId,
        long sequence,
        long ackedSequence,
        DirectBuffer payload,
        int offset,
        int length);

    /**
     * Append frames made by a leader, verbatim. The first must have the index {@code lastIndex() + 1}, the others
     * follow without a gap and terms never decrease; the caller has checked that. Checksums are checked here, before
     * any of the frames becomes visible.
     *
     * @param frames borrowed for the call.
     * @param offset of the first frame in bytes.
     * @param length of all frames in bytes, each padded to {@link EntryFrame#ALIGNMENT}.
     * @return the new last index, which may cover only some of the frames when space ran out in between;
     * {@link #BACK_PRESSURED} or {@link #DISK_FULL} when it covers none; {@link #CORRUPT} when a checksum failed.
     */
    long append(DirectBuffer frames, int offset, int length);

    /**
     * Take one piece of a frame that is longer than a message and write it to its place behind the last entry. Pieces
     * come in order; a piece at offset 0 starts anew and forgets an unfinished frame, as do {@link #truncateSuffix} and
     * both appends. The last piece ends with the padding of the frame. With it the entry becomes visible, if its
     * checksum holds.
     *
     * @param index          of the entry: {@code lastIndex() + 1}.
     * @param frameLength    of the whole frame in bytes, without padding.
     * @param fragmentOffset of the piece in the frame in bytes.
     * @param fragment       borrowed for the call.
     * @param offset         of the piece in bytes.
     * @param length         of the piece in bytes.
     * @return the new last index when the entry is whole; {@code index - 1} when more is to come or the piece does not
     * continue the one before; {@link #BACK_PRESSURED}, {@link #DISK_FULL} or {@link #CORRUPT}.
     */
    long appendFragment(
        long index, int frameLength, int fragmentOffset, DirectBuffer fragment, int offset, int length);

    /**
     * Whether frames are well formed and their checksums hold for this cluster. Asked before anything is removed on the
     * strength of what a message says.
     *
     * @param frames borrowed for the call.
     * @param offset of the first frame in bytes.
     * @param length of all frames in bytes, each padded to {@link EntryFrame#ALIGNMENT}.
     * @return true when {@link #append(DirectBuffer, int, int)} would not answer {@link #CORRUPT}.
     */
    boolean verify(DirectBuffer frames, int offset, int length);

    /**
     * What an append of an entry of the greatest length would be answered now. Asked in every duty cycle, also while
     * nothing is appended.
     *
     * @return 0 when it would be taken, {@link #BACK_PRESSURED} or {@link #DISK_FULL}.
     */
    long refusal();

    /**
     * Remove all entries from an index on, and overwrite them so that they can never come back.
     *
     * @param fromIndex first index to remove.
     */
    void truncateSuffix(long fromIndex);

    /**
     * Remove entries from the front of the log that are in a snapshot. The log keeps what it has in one piece with
     * entries that stay, and may keep more while earlier removals go on: {@link #firstIndex()} tells. What was removed
     * never comes back.
     *
     * @param index entries before it are not needed any more; must be committed and applied.
     */
    void truncatePrefix(long index);

    /**
     * Remove all entries, and go on behind an entry that is the last one in a published snapshot: the log holds nothing
     * and knows the term of that entry. Appends are answered {@link #BACK_PRESSURED} until the removal is durable, and
     * up to then {@link #syncedIndex()} is 0. After a crash at any moment the log is the old one or the empty one.
     *
     * @param index of the last entry in the snapshot, at least {@link #firstIndex()}.
     * @param term  of that entry.
     */
    void reset(long index, long term);

    /**
     * Where the log could begin and still hold its newest entries of a given length.
     *
     * @param lengthBytes of the entries that are to stay.
     * @return an index from which on the entries take at least that many bytes; {@link #firstIndex()} when all take
     * less. The log may look no closer than its files are long.
     */
    long tailIndex(long lengthBytes);

    /**
     * Tell how far the log is known to be committed. It is kept with the log for {@link #recoveredCommitIndex()},
     * without a write of its own.
     *
     * @param index commit index of the member.
     */
    void committed(long index);

    /**
     * Up to where the log was known to be committed when it was last written. More may be committed.
     *
     * @return log index, 0 when none is known; never above the last index at open.
     */
    long recoveredCommitIndex();

    /**
     * Read whole frames in place.
     *
     * @param fromIndex first index wanted.
     * @param lengthMax bytes wanted at most; a first frame that is longer is returned alone and whole.
     * @param view      to fill.
     * @return false, with the view unchanged, when the entry is not held.
     */
    boolean read(long fromIndex, int lengthMax, LogView view);

    /**
     * Changes whenever entries are removed from the end.
     *
     * @return number of the generation.
     */
    long generation();

    /**
     * Ask for everything appended or removed so far to be made durable. At most one sync is under way: while one is,
     * the call is remembered and the next sync covers all that arrived meanwhile (group commit).
     */
    void requestSync();

    /**
     * Take notice of finished syncs and start a remembered one.
     *
     * @return the index up to which the log of the present {@link #generation()} is known to be durable.
     */
    long syncedIndex();

    /** Stop using the log and release its files. */
    @Override
    void close();
}
