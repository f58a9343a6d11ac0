package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.transfer.SnapshotInstaller;

import java.util.function.Supplier;

/**
 * Hands the state of a snapshot that another member gave to the duty cycle: it is made on the store's thread, however
 * large it is, put in place by the duty cycle at once, and what was in its place is closed on the store's thread.
 * <p>
 * Threads: two, that of the store and that of the duty cycle; each method says whose it is.
 */
public final class SnapshotInstall implements SnapshotInstaller, AutoCloseable
{
    private static final int IDLE = 0;
    private static final int READY = 1;
    private static final int TAKEN = 2;

    private final SnapshotStore store;
    private final Supplier<ReplicatedState> states;

    // Of the store's thread but while READY.
    private ReplicatedState state;
    private SnapshotMetadata metadata;

    private volatile int stage = IDLE;

    /**
     * Create.
     *
     * @param store  of the member.
     * @param states gives a new one, to which nothing was applied, for each call; closed here.
     */
    public SnapshotInstall(final SnapshotStore store, final Supplier<ReplicatedState> states)
    {
        this.store = store;
        this.states = states;
    }

    /** {@inheritDoc} On the store's thread. */
    @Override
    public boolean isBusy()
    {
        if (stage == TAKEN)
        {
            release();
        }
        return stage != IDLE;
    }

    /** {@inheritDoc} On the store's thread. */
    @Override
    public void onReceived(final SnapshotContent content)
    {
        state = states.get();
        try (SnapshotReader reader = store.open(content.id()))
        {
            state.restore(reader);
            metadata = reader.metadata();
        }
        catch (final RuntimeException ex)
        {
            release();
            throw ex;
        }
        stage = READY;
    }

    private void release()
    {
        state.close();
        state = null;
        stage = IDLE;
    }

    /**
     * On the duty cycle: whether a state is waiting to be taken.
     *
     * @return true if so.
     */
    public boolean isReady()
    {
        return stage == READY;
    }

    /**
     * On the duty cycle: what the snapshot says about itself.
     *
     * @return the metadata, while {@link #isReady()}.
     */
    public SnapshotMetadata metadata()
    {
        return metadata;
    }

    /**
     * On the duty cycle: the state.
     *
     * @return to change places with the one in force, while {@link #isReady()}.
     */
    public ReplicatedState state()
    {
        return state;
    }

    /** On the duty cycle: what {@link #state()} is now is no longer needed there. */
    public void onTaken()
    {
        stage = TAKEN;
    }

    /** When no thread runs any more. */
    @Override
    public void close()
    {
        if (state != null)
        {
            release();
        }
    }
}
