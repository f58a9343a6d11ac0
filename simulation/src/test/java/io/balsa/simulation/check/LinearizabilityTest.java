package io.balsa.simulation.check;

import io.balsa.simulation.check.Linearizability.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class LinearizabilityTest
{
    private static final long STEPS_MAX = 1_000_000;

    private final RegisterModel register = new RegisterModel(0);
    private final Linearizability history = new Linearizability(register, STEPS_MAX);

    private int write(final long value)
    {
        final int operation = history.onInvoked();
        register.write(operation, value);
        return operation;
    }

    private int read()
    {
        final int operation = history.onInvoked();
        register.read(operation);
        return operation;
    }

    private int compareAndSet(final long expected, final long value)
    {
        final int operation = history.onInvoked();
        register.compareAndSet(operation, expected, value);
        return operation;
    }

    private void returns(final int operation, final long result)
    {
        register.result(operation, result);
        history.onReturned(operation);
    }

    @Test
    void shouldAcceptTheEmptyHistory()
    {
        assertEquals(Result.LINEARIZABLE, history.check());
    }

    @Test
    void shouldAcceptAReadOfWhatWasWritten()
    {
        returns(write(1), 0);
        returns(read(), 1);
        returns(compareAndSet(1, 2), 1);
        returns(compareAndSet(1, 3), 0);
        returns(read(), 2);
        assertEquals(Result.LINEARIZABLE, history.check());
    }

    @Test
    void shouldCatchAStaleRead()
    {
        returns(write(1), 0);
        final int read = read();
        returns(read, 0);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
        assertEquals(read, history.blockingOperation());
    }

    @Test
    void shouldAcceptAnOldValueWhileTheWriteIsUnderWay()
    {
        final int write = write(1);
        returns(read(), 0);
        returns(read(), 1);
        returns(write, 0);
        assertEquals(Result.LINEARIZABLE, history.check());
    }

    @Test
    void shouldCatchReadsThatGoBack()
    {
        final int write = write(1);
        returns(read(), 1);
        returns(read(), 0);
        returns(write, 0);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
    }

    @Test
    void shouldCheckAgainAfterMoreOperations()
    {
        returns(write(1), 0);
        returns(read(), 1);
        assertEquals(Result.LINEARIZABLE, history.check());
        final int read = read();
        returns(read, 2);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
        assertEquals(read, history.blockingOperation());
    }

    @Test
    void shouldCatchALostUpdate()
    {
        final int one = compareAndSet(0, 1);
        final int two = compareAndSet(0, 2);
        returns(one, 1);
        returns(two, 1);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
    }

    @Test
    void shouldLetAnIndeterminateWriteTakeEffectLate()
    {
        write(1);
        returns(read(), 0);
        returns(read(), 0);
        returns(read(), 1);
        assertEquals(Result.LINEARIZABLE, history.check());
    }

    @Test
    void shouldLetAnIndeterminateWriteNeverTakeEffect()
    {
        write(1);
        returns(write(2), 0);
        returns(read(), 2);
        assertEquals(Result.LINEARIZABLE, history.check());
    }

    @Test
    void shouldNotLetAnIndeterminateWriteTakeEffectTwice()
    {
        write(1);
        returns(read(), 1);
        returns(write(2), 0);
        returns(read(), 2);
        returns(read(), 1);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
    }

    @Test
    void shouldNotLetAnIndeterminateWriteTakeEffectBeforeItWasInvoked()
    {
        returns(read(), 1);
        write(1);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
    }

    @Test
    void shouldGiveUpAtTheLimit()
    {
        final Linearizability bounded = new Linearizability(register, 20);
        for (int i = 0; i < 10; i++)
        {
            register.write(bounded.onInvoked(), i);
        }
        final int read = bounded.onInvoked();
        register.read(read);
        register.result(read, 77);
        bounded.onReturned(read);
        assertEquals(Result.UNDECIDED, bounded.check());
    }

    @Test
    void shouldNotSearchTwiceWhatLeadsNowhere()
    {
        for (int i = 0; i < 10; i++)
        {
            write(i);
        }
        returns(read(), 77);
        assertEquals(Result.NOT_LINEARIZABLE, history.check());
    }

    @Test
    void shouldRefuseMoreThanItCanHold()
    {
        for (int i = 0; i < Linearizability.OPERATIONS_MAX; i++)
        {
            returns(write(i), 0);
        }
        assertEquals(Result.LINEARIZABLE, history.check());
        assertEquals(Linearizability.OPERATIONS_MAX, history.operationCount());
        assertTrue(assertThrows(IllegalStateException.class, history::onInvoked).getMessage().contains("100"));
    }

    @Test
    void shouldRefuseASecondReturn()
    {
        final int operation = write(1);
        history.onReturned(operation);
        assertThrows(IllegalStateException.class, () -> history.onReturned(operation));
    }

    @Test
    void shouldDecideHistoriesOfFullSize()
    {
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++)
        {
            final RandomHistory full = new RandomHistory(random, Linearizability.OPERATIONS_MAX, 6, true);
            assertEquals(Result.LINEARIZABLE, full.history.check());
        }
    }

    @Test
    void shouldAgreeWithAllPermutations()
    {
        final SplittableRandom random = new SplittableRandom(42);
        final int[] counts = new int[2];
        for (int i = 0; i < 6000; i++)
        {
            final RandomHistory small = new RandomHistory(random, 1 + random.nextInt(6), 3, random.nextInt(3) == 0);
            final boolean isLinearizable = small.existsOrder();
            assertEquals(isLinearizable ? Result.LINEARIZABLE : Result.NOT_LINEARIZABLE, small.history.check());
            assertEquals(isLinearizable ? Result.LINEARIZABLE : Result.NOT_LINEARIZABLE, small.history.check());
            counts[isLinearizable ? 1 : 0]++;
        }
        assertTrue(counts[0] > 1000 && counts[1] > 1000, counts[0] + " " + counts[1]);
    }
}
