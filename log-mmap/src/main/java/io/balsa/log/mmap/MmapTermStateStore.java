package io.balsa.log.mmap;

import io.balsa.codecs.storage.TermStateDecoder;
import io.balsa.codecs.storage.TermStateEncoder;
import io.balsa.consensus.port.TermStateStore;

import java.util.Arrays;

/**
 * Term and vote in two slots, each in a page of its own with a checksum. A store writes and forces one slot, then the
 * other: while one is being written the other is whole, and once a store has ended both hold it. So whichever single
 * slot is found damaged, torn by a crash or rotten, the other one has every vote that was ever answered.
 */
public final class MmapTermStateStore implements TermStateStore
{
    /** Distance of the slots in bytes. */
    static final int SLOT_LENGTH = 4096;

    /** How many there are. */
    static final int SLOT_COUNT = 2;

    /** Length of the file in bytes. */
    static final int FILE_LENGTH = SLOT_COUNT * SLOT_LENGTH;

    private final StorageFile file;
    private final Identity identity;
    private final StorageFailure failure;
    private final boolean isInline;
    private final WakeUps wakeUps;
    private final TermStateEncoder encoder = new TermStateEncoder();

    private long slotSequence;
    private long term;
    private int votedFor;
    private long fencedTerm;

    // Of the sync agent while WRITING.
    private long pendingTerm;
    private int pendingVotedFor;

    private volatile State state = State.IDLE;

    private enum State
    {
        IDLE,
        WRITING,
        WRITTEN
    }

    MmapTermStateStore(
        final StorageFile file,
        final Identity identity,
        final StorageFailure failure,
        final boolean isInline,
        final WakeUps wakeUps)
    {
        this.file = file;
        this.identity = identity;
        this.failure = failure;
        this.isInline = isInline;
        this.wakeUps = wakeUps;
        final TermStateDecoder slot = new TermStateDecoder();
        slot.wrap(
            file.buffer(),
            newestSlot(file) * SLOT_LENGTH,
            TermStateDecoder.BLOCK_LENGTH,
            TermStateDecoder.SCHEMA_VERSION);
        slotSequence = slot.slotSequence();
        term = slot.term();
        votedFor = slot.votedFor();
        fencedTerm = slot.fencedTerm();
    }

    /** Create the file with term 0. */
    static void create(final Storage storage, final Identity identity)
    {
        try (StorageFile file = storage.create(LogLayout.TERM_STATE_TMP))
        {
            file.appendZeros(FILE_LENGTH);
            file.map();
            final TermStateEncoder encoder = new TermStateEncoder();
            encode(encoder, file, identity, 0, 1, 0, NULL_MEMBER, 0);
            encode(encoder, file, identity, 1, 1, 0, NULL_MEMBER, 0);
            file.force();
        }
        storage.rename(LogLayout.TERM_STATE_TMP, LogLayout.TERM_STATE);
        storage.syncDirectory();
    }

    /** Open the file, check both slots and make them equal. */
    static MmapTermStateStore open(
        final Storage storage,
        final Identity identity,
        final StorageFailure failure,
        final boolean isInline,
        final WakeUps wakeUps)
    {
        final StorageFile file = storage.open(LogLayout.TERM_STATE);
        try
        {
            check(storage.location() + "/" + LogLayout.TERM_STATE, file, identity);
            final MmapTermStateStore store = new MmapTermStateStore(
                file, identity, failure, isInline, wakeUps);
            // After the death of a process the newer slot may not be durable yet, after a failed force even though the
            // page cache calls it clean: it must be before the older is torn.
            file.rewrite();
            file.force();
            store.write(store.term, store.votedFor);
            return store;
        }
        catch (final RuntimeException e)
        {
            file.close();
            throw e;
        }
    }

    /**
     * Fence the member, durably: to be done before entries are cut off that it may have acknowledged. It enters the
     * next term without a vote, so no leader that it has ever acknowledged anything to goes on. Done again it raises
     * the term once more, which is as good. The store must not be open.
     *
     * @throws StorageException when it is not known to be durable: then nothing may be cut.
     */
    static void fence(final Storage storage, final Identity identity)
    {
        try (MmapTermStateStore store = open(storage, identity, new StorageFailure(), true, WakeUps.NONE))
        {
            store.fencedTerm = store.term + 1;
            store.slotSequence++;
            store.write(store.fencedTerm, NULL_MEMBER);
        }
    }

    /**
     * Whose directory it is, by the newest good slot.
     *
     * @return the owner, created at an unknown time; null when the file is missing or damaged in both slots.
     */
    static Identity owner(final Storage storage)
    {
        if (!Arrays.asList(storage.list()).contains(LogLayout.TERM_STATE))
        {
            return null;
        }
        try (StorageFile file = storage.open(LogLayout.TERM_STATE))
        {
            if (FILE_LENGTH != file.length())
            {
                return null;
            }
            final int newest = newestSlot(file);
            if (0 == sequence(file, newest))
            {
                return null;
            }
            final TermStateDecoder slot = slot(file, newest);
            FileHeader.checkVersion(storage.location() + "/" + LogLayout.TERM_STATE, slot.schemaVersion());
            return new Identity(slot.clusterId(), slot.memberId(), slot.incarnation(), 0);
        }
    }

    /**
     * What is stored, by the newest good slot.
     *
     * @return the facts; null when the file is missing or damaged in both slots.
     */
    static TermStateFacts facts(final Storage storage)
    {
        if (null == owner(storage))
        {
            return null;
        }
        try (StorageFile file = storage.open(LogLayout.TERM_STATE))
        {
            final TermStateDecoder slot = slot(file, newestSlot(file));
            final boolean isWhole = 0 != sequence(file, 0) && 0 != sequence(file, 1);
            return new TermStateFacts(
                slot.term(), slot.votedFor(), slot.fencedTerm(), isWhole ? SLOT_COUNT : SLOT_COUNT - 1);
        }
    }

    @Override
    public long term()
    {
        return term;
    }

    @Override
    public int votedFor()
    {
        return votedFor;
    }

    @Override
    public long fencedTerm()
    {
        return fencedTerm;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the term is below {@link #term()}.
     * @throws IllegalStateException    when another vote was stored in this term: a member never votes twice.
     * @throws StorageException         after a failure.
     */
    @Override
    public boolean store(final long newTerm, final int newVotedFor)
    {
        failure.check();
        if (State.IDLE != state)
        {
            return false;
        }
        if (newTerm < term)
        {
            throw new IllegalArgumentException("term " + newTerm + " is below the stored term " + term);
        }
        if (newTerm == term && NULL_MEMBER != votedFor && newVotedFor != votedFor)
        {
            throw new IllegalStateException(
                "vote for " + newVotedFor + " in term " + newTerm + " refused: voted for " + votedFor + " before");
        }
        pendingTerm = newTerm;
        pendingVotedFor = newVotedFor;
        if (isInline)
        {
            writeInline();
        }
        else
        {
            state = State.WRITING;
            wakeUps.syncAgent().run();
        }
        return true;
    }

    /** On the caller's thread. The sync agent must not see it as work for itself. */
    private void writeInline()
    {
        try
        {
            writePending();
        }
        catch (final RuntimeException | InternalError e)
        {
            throw failure.record(e);
        }
    }

    @Override
    public boolean pollStored()
    {
        failure.check();
        if (State.WRITTEN != state)
        {
            return false;
        }
        term = pendingTerm;
        votedFor = pendingVotedFor;
        state = State.IDLE;
        return true;
    }

    @Override
    public void close()
    {
        file.close();
    }

    /**
     * Do the writing, on the thread of the sync agent.
     *
     * @return 0 when there is nothing to do.
     */
    int run()
    {
        if (State.WRITING != state)
        {
            return 0;
        }
        writePending();
        return 1;
    }

    private void writePending()
    {
        slotSequence++;
        write(pendingTerm, pendingVotedFor);
        state = State.WRITTEN;
        wakeUps.log().run();
    }

    private void write(final long newTerm, final int newVotedFor)
    {
        // The older slot first: the newer one may be the only good one.
        final int first = 1 - newestSlot(file);
        encode(encoder, file, identity, first, slotSequence, newTerm, newVotedFor, fencedTerm);
        file.force();
        encode(encoder, file, identity, 1 - first, slotSequence, newTerm, newVotedFor, fencedTerm);
        file.force();
    }

    private static int newestSlot(final StorageFile file)
    {
        return sequence(file, 1) > sequence(file, 0) ? 1 : 0;
    }

    private static void encode(
        final TermStateEncoder encoder,
        final StorageFile file,
        final Identity identity,
        final int slot,
        final long slotSequence,
        final long term,
        final int votedFor,
        final long fencedTerm)
    {
        final int offset = slot * SLOT_LENGTH;
        file.buffer().setMemory(offset, FileHeader.LENGTH, (byte)0);
        encoder.wrap(file.buffer(), offset)
            .magic(FileHeader.TERM_STATE_MAGIC)
            .clusterId(identity.clusterId())
            .incarnation(identity.incarnation())
            .slotSequence(slotSequence)
            .term(term)
            .votedFor(votedFor)
            .memberId(identity.memberId())
            .schemaVersion(FileHeader.SCHEMA_VERSION)
            .fencedTerm(fencedTerm);
        encoder.checksum(FileHeader.checksum(file.buffer(), offset));
    }

    private static void check(final String path, final StorageFile file, final Identity identity)
    {
        if (FILE_LENGTH != file.length())
        {
            throw new CorruptStorageException(
                path + " has " + file.length() + " bytes instead of " + FILE_LENGTH +
                ": a vote may be lost; replace the member");
        }
        final int newest = newestSlot(file);
        if (0 == sequence(file, newest))
        {
            throw new CorruptStorageException(
                path + " is damaged in both slots: a vote may be lost; replace the member");
        }
        final TermStateDecoder slot = slot(file, newest);
        FileHeader.checkVersion(path, slot.schemaVersion());
        FileHeader.checkOwner(path, identity, slot.clusterId(), slot.memberId(), slot.incarnation());
    }

    /** Sequence of a slot, 0 for a damaged one. */
    private static long sequence(final StorageFile file, final int slot)
    {
        final TermStateDecoder decoder = slot(file, slot);
        return FileHeader.TERM_STATE_MAGIC == decoder.magic() &&
            FileHeader.checksum(file.buffer(), slot * SLOT_LENGTH) == decoder.checksum() ?
            decoder.slotSequence() : 0;
    }

    private static TermStateDecoder slot(final StorageFile file, final int slot)
    {
        return new TermStateDecoder().wrap(
            file.buffer(), slot * SLOT_LENGTH, TermStateDecoder.BLOCK_LENGTH, TermStateDecoder.SCHEMA_VERSION);
    }
}
