package io.balsa.simulation.check;

/**
 * Decides whether there is an order of operations that explains all results and respects real time, by the search of
 * Wing and Gong with the memory of Lowe. For one object (a key), up to {@link #OPERATIONS_MAX} operations and few
 * clients at a time: the search is exponential in the number of operations that overlap.
 * <p>
 * An operation that never returned may take effect at any time after its invocation, or never.
 */
public final class Linearizability
{
    /** Most operations of a history. */
    public static final int OPERATIONS_MAX = 100;

    /** What was found. */
    public enum Result
    {
        /** There is such an order. */
        LINEARIZABLE,
        /** There is none. */
        NOT_LINEARIZABLE,
        /** The search was given up. */
        UNDECIDED
    }

    private static final int NONE = -1;
    private static final int HEAD = 2 * OPERATIONS_MAX;

    private final Model model;
    private final long stepsMax;
    /** Invocations are their operation's number, returns its complement; in real order. */
    private final int[] events = new int[2 * OPERATIONS_MAX];
    private final int[] callEvents = new int[OPERATIONS_MAX];
    private final int[] returnEvents = new int[OPERATIONS_MAX];
    private int eventCount;
    private int operationCount;
    private int returnedCount;

    /** Doubly linked list of the events that are not explained yet. */
    private final int[] next = new int[2 * OPERATIONS_MAX + 1];
    private final int[] previous = new int[2 * OPERATIONS_MAX + 1];
    private final int[] chosen = new int[OPERATIONS_MAX];
    private final long[] statesBefore = new long[OPERATIONS_MAX];
    private int depth;
    private int blockingOperation = NONE;
    private int deepest;

    /**
     * Start an empty history.
     *
     * @param model    of the object.
     * @param stepsMax looks at a model's state after which the search is given up.
     */
    public Linearizability(final Model model, final long stepsMax)
    {
        this.model = model;
        this.stepsMax = stepsMax;
    }

    /**
     * An operation is invoked. Invocations and returns are told in the order in which they happen.
     *
     * @return number of the operation, from 0 on.
     * @throws IllegalStateException when there are {@link #OPERATIONS_MAX} already.
     */
    public int onInvoked()
    {
        if (operationCount == OPERATIONS_MAX)
        {
            throw new IllegalStateException("more than operationsMax=" + OPERATIONS_MAX + " in a history");
        }
        returnEvents[operationCount] = NONE;
        callEvents[operationCount] = eventCount;
        events[eventCount++] = operationCount;
        return operationCount++;
    }

    /**
     * An operation returns; the model knows what.
     *
     * @param operation number of the operation.
     * @throws IllegalStateException when it has returned before.
     */
    public void onReturned(final int operation)
    {
        if (returnEvents[operation] != NONE)
        {
            throw new IllegalStateException("operation=" + operation + " returned twice");
        }
        returnEvents[operation] = eventCount;
        events[eventCount++] = ~operation;
        returnedCount++;
    }

    /**
     * Operations so far.
     *
     * @return number of operations.
     */
    public int operationCount()
    {
        return operationCount;
    }

    /**
     * Search.
     *
     * @return what was found.
     */
    public Result check()
    {
        link();
        final SeenStates seen = new SeenStates();
        depth = 0;
        deepest = NONE;
        long doneLow = 0;
        long doneHigh = 0;
        int leftToReturn = returnedCount;
        long state = model.initialState();
        int event = next[HEAD];
        for (long steps = 0; leftToReturn > 0; steps++)
        {
            if (steps == stepsMax)
            {
                return Result.UNDECIDED;
            }
            final int operation = events[event];
            if (operation >= 0)
            {
                final boolean hasReturned = returnEvents[operation] != NONE;
                final long low = doneLow | lowBit(operation);
                final long high = doneHigh | highBit(operation);
                if (hasReturned && !model.isLegal(state, operation))
                {
                    event = next[event];
                    continue;
                }
                final long newState = model.next(state, operation);
                if (!seen.add(low, high, newState))
                {
                    event = next[event];
                    continue;
                }
                chosen[depth] = operation;
                statesBefore[depth++] = state;
                unlink(operation);
                doneLow = low;
                doneHigh = high;
                state = newState;
                leftToReturn -= hasReturned ? 1 : 0;
                event = next[HEAD];
            }
            else
            {
                noteBlocked(~operation);
                if (depth == 0)
                {
                    return Result.NOT_LINEARIZABLE;
                }
                final int undone = chosen[--depth];
                state = statesBefore[depth];
                relink(undone);
                doneLow &= ~lowBit(undone);
                doneHigh &= ~highBit(undone);
                leftToReturn += returnEvents[undone] != NONE ? 1 : 0;
                event = next[callEvents[undone]];
            }
        }
        return Result.LINEARIZABLE;
    }

    /**
     * The operation that could not be explained when the search had come furthest. Only meaningful after
     * {@link #check()} found {@link Result#NOT_LINEARIZABLE}.
     *
     * @return number of the operation, -1 where there is none.
     */
    public int blockingOperation()
    {
        return blockingOperation;
    }

    private void noteBlocked(final int operation)
    {
        if (depth > deepest)
        {
            deepest = depth;
            blockingOperation = operation;
        }
    }

    private void link()
    {
        int last = HEAD;
        for (int event = 0; event < eventCount; event++)
        {
            next[last] = event;
            previous[event] = last;
            last = event;
        }
        next[last] = NONE;
    }

    private void unlink(final int operation)
    {
        unlinkEvent(callEvents[operation]);
        if (returnEvents[operation] != NONE)
        {
            unlinkEvent(returnEvents[operation]);
        }
    }

    private void unlinkEvent(final int event)
    {
        next[previous[event]] = next[event];
        if (next[event] != NONE)
        {
            previous[next[event]] = previous[event];
        }
    }

    /** In the reverse order of {@link #unlink}: each event finds its neighbours as it left them. */
    private void relink(final int operation)
    {
        if (returnEvents[operation] != NONE)
        {
            relinkEvent(returnEvents[operation]);
        }
        relinkEvent(callEvents[operation]);
    }

    private void relinkEvent(final int event)
    {
        next[previous[event]] = event;
        if (next[event] != NONE)
        {
            previous[next[event]] = event;
        }
    }

    private static long lowBit(final int operation)
    {
        return operation < Long.SIZE ? 1L << operation : 0;
    }

    private static long highBit(final int operation)
    {
        return operation < Long.SIZE ? 0 : 1L << (operation - Long.SIZE);
    }

    /** Sets of operations with the states that they led to: what was searched once leads nowhere again. */
    private static final class SeenStates
    {
        private static final int CAPACITY_MIN = 64;

        /** Low and high half of the set and the state; a set is never empty, so two zeros stand for a free slot. */
        private long[] slots = new long[3 * CAPACITY_MIN];
        private int size;

        private boolean add(final long low, final long high, final long state)
        {
            final int slot = slot(low, high, state);
            if ((slots[slot] | slots[slot + 1]) != 0)
            {
                return false;
            }
            put(slot, low, high, state);
            if (++size > slots.length / 6)
            {
                grow();
            }
            return true;
        }

        private int slot(final long low, final long high, final long state)
        {
            final int mask = slots.length / 3 - 1;
            int slot = (int)ContentHash.combine(ContentHash.combine(low, high), state) & mask;
            while (true)
            {
                final int at = 3 * slot;
                final boolean isFree = (slots[at] | slots[at + 1]) == 0;
                if (isFree || (slots[at] == low && slots[at + 1] == high && slots[at + 2] == state))
                {
                    return at;
                }
                slot = (slot + 1) & mask;
            }
        }

        private void put(final int slot, final long low, final long high, final long state)
        {
            slots[slot] = low;
            slots[slot + 1] = high;
            slots[slot + 2] = state;
        }

        private void grow()
        {
            final long[] old = slots;
            slots = new long[old.length * 2];
            for (int at = 0; at < old.length; at += 3)
            {
                if ((old[at] | old[at + 1]) != 0)
                {
                    put(slot(old[at], old[at + 1], old[at + 2]), old[at], old[at + 1], old[at + 2]);
                }
            }
        }
    }
}
