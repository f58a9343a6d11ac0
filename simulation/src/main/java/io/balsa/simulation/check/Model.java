package io.balsa.simulation.check;

/**
 * The sequential specification of one object, for {@link Linearizability}. A state fits into a long; operations are
 * known by the numbers that {@link Linearizability#onInvoked()} gave, and the model keeps what they were and what they
 * returned.
 */
public interface Model
{
    /**
     * State before any operation.
     *
     * @return the state.
     */
    long initialState();

    /**
     * Whether an operation that has returned could have returned that in a state.
     *
     * @param state     in which it takes effect.
     * @param operation number of the operation.
     * @return false when its result would have been another.
     */
    boolean isLegal(long state, int operation);

    /**
     * The effect of an operation.
     *
     * @param state     in which it takes effect.
     * @param operation number of the operation, perhaps one that never returned.
     * @return the state after it.
     */
    long next(long state, int operation);
}
