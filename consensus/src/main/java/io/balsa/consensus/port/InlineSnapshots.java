package io.balsa.consensus.port;

/**
 * What a {@link StateMachine} offers as well when its snapshots can be written from the instance that serves: then a
 * member needs no second one. The state is frozen at once and written in many slices, while commands go on being
 * applied to it; none of them shows in what is written. A service whose records are never changed in place, or that
 * keeps the former record when it changes one that is not written yet, can do this.
 * <p>
 * Thread: that of {@link StateMachine#apply}, the duty cycle. No call may take long: heartbeats and commits wait for
 * it. An unchecked exception costs the snapshot and not the member.
 */
public interface InlineSnapshots
{
    /**
     * Freeze the state as it is: the records of this state are what {@link #writeSlice} gives. It must cost the same
     * however large the state is.
     */
    void beginSnapshot();

    /**
     * Go on with the records of the frozen state, in any order, each once. What a record is made of is as
     * {@link StateMachine#takeSnapshot} writes it.
     *
     * @param slice to be asked {@link SnapshotSlice#isOver()} before every step, and not to be kept.
     * @return true when all were taken by {@link SnapshotSlice#put}.
     */
    boolean writeSlice(SnapshotSlice slice);

    /** Forget the frozen state: it is written, or is not wanted any more. */
    void endSnapshot();
}
