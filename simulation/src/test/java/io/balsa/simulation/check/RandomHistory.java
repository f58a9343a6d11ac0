package io.balsa.simulation.check;

import java.util.SplittableRandom;

/** A few clients and a register that is right, or invents results, and a check that tries all orders. */
final class RandomHistory
{
    private static final int VALUES = 3;

    final RegisterModel register = new RegisterModel(0);
    final Linearizability history = new Linearizability(register, 10_000_000);
    private final SplittableRandom random;
    private final int[] invokedAt;
    private final int[] returnedAt;
    private long value;

    RandomHistory(
        final SplittableRandom random, final int operationCount, final int clientCount, final boolean isTrue)
    {
        this.random = random;
        invokedAt = new int[operationCount];
        returnedAt = new int[operationCount];
        final int[] open = new int[clientCount];
        final boolean[] isDone = new boolean[operationCount];
        java.util.Arrays.fill(open, -1);
        int started = 0;
        for (int event = 1; started < operationCount || hasOpen(open); event++)
        {
            final int client = random.nextInt(clientCount);
            final int operation = open[client];
            if (operation < 0 && started < operationCount)
            {
                open[client] = invoke();
                invokedAt[open[client]] = event;
                returnedAt[open[client]] = Integer.MAX_VALUE;
                started++;
            }
            else if (operation >= 0 && !isDone[operation] && random.nextBoolean())
            {
                isDone[operation] = true;
                register.result(operation, isTrue ? effect(operation) : random.nextInt(VALUES));
            }
            else if (operation >= 0 && (isDone[operation] || random.nextInt(8) == 0))
            {
                open[client] = -1;
                if (isDone[operation] && random.nextInt(8) > 0)
                {
                    history.onReturned(operation);
                    returnedAt[operation] = event;
                }
            }
        }
    }

    /** Whether any order of any set of operations, with all that returned, explains the results. */
    boolean existsOrder()
    {
        return existsOrder(0, register.initialState());
    }

    private boolean existsOrder(final int done, final long state)
    {
        boolean isComplete = true;
        for (int i = 0; i < invokedAt.length; i++)
        {
            isComplete &= (done & 1 << i) != 0 || returnedAt[i] == Integer.MAX_VALUE;
        }
        if (isComplete)
        {
            return true;
        }
        for (int i = 0; i < invokedAt.length; i++)
        {
            if ((done & 1 << i) == 0 && mayBeNext(i, done) &&
                (returnedAt[i] == Integer.MAX_VALUE || register.isLegal(state, i)) &&
                existsOrder(done | 1 << i, register.next(state, i)))
            {
                return true;
            }
        }
        return false;
    }

    private boolean mayBeNext(final int operation, final int done)
    {
        for (int i = 0; i < invokedAt.length; i++)
        {
            if ((done & 1 << i) == 0 && returnedAt[i] < invokedAt[operation])
            {
                return false;
            }
        }
        return true;
    }

    private int invoke()
    {
        final int operation = history.onInvoked();
        switch (random.nextInt(3))
        {
            case 0 -> register.read(operation);
            case 1 -> register.write(operation, random.nextInt(VALUES));
            default -> register.compareAndSet(operation, random.nextInt(VALUES), random.nextInt(VALUES));
        }
        return operation;
    }

    /** What a register that is right returns now. */
    private long effect(final int operation)
    {
        final long before = value;
        value = register.next(before, operation);
        for (int result = 0; result < VALUES; result++)
        {
            register.result(operation, result);
            if (register.isLegal(before, operation))
            {
                return result;
            }
        }
        throw new IllegalStateException("no result is legal");
    }

    private static boolean hasOpen(final int[] open)
    {
        for (final int operation : open)
        {
            if (operation >= 0)
            {
                return true;
            }
        }
        return false;
    }
}
