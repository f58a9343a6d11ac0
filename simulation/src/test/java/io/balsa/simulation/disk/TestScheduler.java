package io.balsa.simulation.disk;

import java.util.ArrayList;
import java.util.List;

/** Takes no time, notes what was waited for, and may do something in the middle of one operation. */
final class TestScheduler implements SimDisk.Scheduler
{
    final List<String> operations = new ArrayList<>();
    private Runnable event;
    private int countdown;

    @Override
    public void await(final SimDisk.Operation operation, final String name, final long bytes)
    {
        operations.add(operation + " " + name + " " + bytes);
        if (null != event && 0 == countdown--)
        {
            final Runnable due = event;
            event = null;
            due.run();
        }
    }

    /** Do something in the middle of an operation, after some others. */
    void after(final int operationCount, final Runnable newEvent)
    {
        countdown = operationCount;
        event = newEvent;
    }

    void cancel()
    {
        event = null;
    }
}
