package io.balsa.simulation.world;

/** Begins the next process of a member at the earliest of the times that were asked for. */
final class RestartTimer
{
    private static final long NEVER = Long.MAX_VALUE;

    private final World world;
    private final Runnable start;
    private long dueNs = NEVER;

    RestartTimer(final World world, final Runnable start)
    {
        this.world = world;
        this.start = start;
    }

    void at(final long atNs)
    {
        if (atNs < dueNs)
        {
            dueNs = atNs;
            world.schedule(atNs, this::onDue);
        }
    }

    void cancel()
    {
        dueNs = NEVER;
    }

    private void onDue()
    {
        if (world.nowNs() >= dueNs)
        {
            start.run();
        }
    }
}
