package io.balsa.simulation.world;

import io.balsa.simulation.network.NetworkEvent;

/**
 * When a process goes round one of its duty cycles: when it was told to, whoever told it to do so first. While it is
 * in the cycle, perhaps waiting for a disk, it does not begin another.
 */
final class DutyCycle implements NetworkEvent
{
    private static final long NEVER = Long.MAX_VALUE;

    private final World world;
    private final Runnable body;
    private long nextNs = NEVER;
    private boolean isOn;
    private boolean isInside;

    DutyCycle(final World world, final Runnable body)
    {
        this.world = world;
        this.body = body;
    }

    void on()
    {
        isOn = true;
        isInside = false;
        nextNs = NEVER;
    }

    void off()
    {
        isOn = false;
        isInside = false;
        nextNs = NEVER;
    }

    void enter()
    {
        isInside = true;
    }

    void leave()
    {
        isInside = false;
    }

    boolean isInside()
    {
        return isInside;
    }

    /** Begin the next one at a moment, unless it begins sooner anyway. */
    void wake(final long atNs)
    {
        if (isOn && atNs < nextNs)
        {
            nextNs = atNs;
            world.schedule(atNs, this);
        }
    }

    @Override
    public void onDue()
    {
        if (isOn && world.nowNs() >= nextNs)
        {
            nextNs = NEVER;
            if (!isInside)
            {
                body.run();
            }
        }
    }
}
