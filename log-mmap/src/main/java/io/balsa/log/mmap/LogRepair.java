package io.balsa.log.mmap;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;

/**
 * Repairs the log of a stopped member, one {@link Damage} after the other, in one of two ways.
 * <p>
 * <b>By proof</b>: the missing entries are fetched from a log that has the entries on both sides of the gap, with their
 * terms. They are collected in memory, at most one segment, and nothing is changed before all of them are there and
 * hold.
 * <p>
 * <b>By starting over</b> in front of the gap, where nobody can prove what was there. The member may have acknowledged
 * what it gives up, so it is fenced first: it does not vote until a leader of a later term has made its log whole. In a
 * cluster with a single voter there is no such leader, and the caller must not do it.
 * <p>
 * A crash at any point leaves a log that is damaged as before or repaired; the same can be done again. While this is
 * open no member can be started in the directory.
 * <p>
 * Threads: one.
 */
public final class LogRepair implements AutoCloseable
{
    private static final int WORD_LENGTH = Long.BYTES;

    private final Storage storage;
    private final boolean isVerifyAll;
    private final Identity identity;
    private Damage damage;
    private GapFill fill;
    private boolean isWidened;
    private long firstIndex;
    private long lastIndex;

    private LogRepair(final Storage storage, final boolean isVerifyAll)
    {
        this.storage = storage;
        this.isVerifyAll = isVerifyAll;
        MemberDirectory.checkNames(storage);
        storage.lock(LogLayout.LOCK);
        identity = IdentityFile.readOrDerive(storage);
        inspect(false);
    }

    /**
     * Open the directory of a stopped member.
     *
     * @param directory   of the member.
     * @param isVerifyAll whether to read and check the whole log, or as much of it as a start does.
     * @return the repair.
     * @throws StorageException when it is not the directory of a member, in use or damaged beyond its entries.
     */
    public static LogRepair open(final File directory, final boolean isVerifyAll)
    {
        return open(FileStorage.open(directory), isVerifyAll);
    }

    /**
     * Open a storage, which is closed with the repair, and at once when opening fails.
     *
     * @param storage     of a stopped member.
     * @param isVerifyAll whether to read and check the whole log, or as much of it as a start does.
     * @return the repair.
     * @throws StorageException when it is not the storage of a member, in use or damaged beyond its entries.
     */
    public static LogRepair open(final Storage storage, final boolean isVerifyAll)
    {
        try
        {
            return new LogRepair(storage, isVerifyAll);
        }
        catch (final RuntimeException e)
        {
            storage.close();
            throw e;
        }
    }

    /**
     * Whose log it is.
     *
     * @return the identity.
     */
    public Identity identity()
    {
        return identity;
    }

    /**
     * Check that it is the log of a member.
     *
     * @param clusterId of the member.
     * @param memberId  of the member.
     * @throws ForeignDirectoryException when it is that of another one.
     */
    public void checkOwner(final long clusterId, final int memberId)
    {
        IdentityFile.checkOwner(storage, identity, clusterId, memberId);
    }

    /**
     * The damage that is repaired now: the first one that a start would find.
     *
     * @return the damage, null when there is none.
     */
    public Damage damage()
    {
        return damage;
    }

    /**
     * Newest entry up to which the log is whole.
     *
     * @return log index, 0 for none.
     */
    public long lastIndex()
    {
        return lastIndex;
    }

    /**
     * Entry that the next byte is wanted of.
     *
     * @return log index.
     */
    public long wantedIndex()
    {
        return fill().wantedIndex();
    }

    /**
     * Where the next wanted byte is in the frame of its entry.
     *
     * @return bytes from the beginning of the frame.
     */
    public int wantedOffset()
    {
        return fill().wantedOffset();
    }

    /**
     * Bytes of the gap that have come: where the next piece begins.
     *
     * @return length in bytes; less than before when a frame was refused.
     */
    public int filledLength()
    {
        return fill().length();
    }

    /**
     * Whether all that is missing has come and holds.
     *
     * @return true when it can be completed.
     */
    public boolean isFilled()
    {
        return fill().isFilled();
    }

    /**
     * Take the frames that come next, or pieces of them. Nothing is changed on disk. What a piece holds beyond the end
     * of the gap is left. Where the entries do not fit into the gap, it does not end where it seemed to: then
     * {@link #damage()} is another one, without what was found there, and filled from its beginning.
     *
     * @param pieceOffset in the gap; must be {@link #filledLength()}.
     * @param buffer      with the piece, used during the call only.
     * @param offset      of the piece in the buffer.
     * @param length      of the piece in bytes.
     * @return false when a frame in it is not the one that is missing: that frame is wanted again, or all of them.
     * @throws IllegalArgumentException when the piece begins elsewhere.
     * @throws IllegalStateException    when nothing can be fetched, see {@link Damage#isTailUncertain()}.
     */
    public boolean write(final int pieceOffset, final DirectBuffer buffer, final int offset, final int length)
    {
        if (pieceOffset != fill().length())
        {
            throw new IllegalArgumentException(
                "piece at " + pieceOffset + ": the gap is filled up to " + fill().length());
        }
        final boolean isTaken = fill.write(buffer, offset, length);
        if (fill.isMisfit())
        {
            widen();
        }
        return isTaken;
    }

    /** A frame behind the gap is not where it was written: the gap ends where something else says so, or nowhere. */
    private void widen()
    {
        if (isWidened)
        {
            closeFill();
            damage = damage.withTailUncertain();
        }
        else
        {
            inspect(true);
        }
    }

    /**
     * Write what has come into its place and look for the next damage.
     *
     * @return false, and nothing has changed, while something is missing.
     * @throws StorageException when it cannot be written; then it can be repaired again.
     */
    public boolean complete()
    {
        if (!fill().isFilled())
        {
            return false;
        }
        try (StorageFile file = storage.open(damage.segmentName()))
        {
            // The first word goes last: until then the gap is found as before.
            final UnsafeBuffer frames = fill.buffer();
            final int fromOffset = damage.fromOffset();
            file.buffer().putBytes(fromOffset + WORD_LENGTH, frames, WORD_LENGTH, fill.length() - WORD_LENGTH);
            file.force();
            file.buffer().putBytes(fromOffset, frames, 0, WORD_LENGTH);
            file.force();
        }
        inspect(false);
        return true;
    }

    /**
     * Fence the member and cut its log in front of the gap.
     *
     * @throws IllegalStateException when nothing is damaged.
     * @throws StorageException      when it is not known to be durable; then it can be done again.
     */
    public void startOver()
    {
        if (null == damage)
        {
            throw new IllegalStateException("the log of " + storage.location() + " is not damaged: nothing to cut");
        }
        cut(damage.afterIndex());
    }

    /**
     * Fence the member and cut its log behind an entry, damaged or not: what it gives up may have been acknowledged.
     *
     * @param afterIndex last entry that stays; 0 for none.
     * @throws IllegalArgumentException when it is in front of the log or in the damage, or nothing is behind it.
     * @throws StorageException         when it is not known to be durable; then it can be done again.
     */
    public void truncate(final long afterIndex)
    {
        if (afterIndex < firstIndex - 1 || afterIndex > lastIndex || (afterIndex == lastIndex && null == damage))
        {
            throw new IllegalArgumentException(
                afterIndex + ": the log of " + storage.location() + " holds " + firstIndex + " to " +
                lastIndex + (null == damage ? ", there is nothing to cut behind it" :
                " in front of its damage, it can be cut behind one of these"));
        }
        cut(afterIndex);
    }

    private void cut(final long afterIndex)
    {
        MmapTermStateStore.fence(storage, identity);
        storage.create(LogLayout.truncationName(afterIndex + 1)).close();
        storage.syncDirectory();
        new LogRecovery(storage, identity, isVerifyAll).recover().segments().close();
        inspect(false);
    }

    private void inspect(final boolean isWide)
    {
        closeFill();
        damage = null;
        isWidened = isWide;
        final LogRecovery recovery = new LogRecovery(storage, identity, isVerifyAll);
        if (isWide)
        {
            recovery.widenGaps();
        }
        try
        {
            final SegmentList segments = recovery.inspect().segments();
            lastIndex = segments.isEmpty() ? 0 : segments.lastIndex();
            segments.close();
        }
        catch (final DamagedLogException e)
        {
            damage = e.damage();
            lastIndex = damage.afterIndex();
        }
        firstIndex = recovery.firstIndex();
    }

    private GapFill fill()
    {
        if (null == damage || damage.isTailUncertain())
        {
            throw new IllegalStateException("the log of " + storage.location() + " has no gap that can be filled");
        }
        if (null == fill)
        {
            fill = new GapFill(damage, identity.clusterId(), capacity());
        }
        return fill;
    }

    private int capacity()
    {
        if (Damage.UNKNOWN != damage.toOffset())
        {
            return damage.toOffset() - damage.fromOffset();
        }
        try (StorageFile file = storage.open(damage.segmentName()))
        {
            final long entryCount = damage.lastIndex() - LogLayout.baseIndex(damage.segmentName()) + 1;
            final long slotsLength = entryCount * Integer.BYTES;
            return (int)Math.max(0, file.length() - SegmentFooter.LENGTH - slotsLength - damage.fromOffset());
        }
    }

    private void closeFill()
    {
        if (null != fill)
        {
            fill.close();
            fill = null;
        }
    }

    @Override
    public void close()
    {
        closeFill();
        storage.close();
    }
}
