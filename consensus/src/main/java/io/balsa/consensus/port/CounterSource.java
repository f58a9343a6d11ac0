package io.balsa.consensus.port;

import org.agrona.concurrent.status.AtomicCounter;

/**
 * Where counters come from: those of a media driver, so that its tools show them, or a set of one's own.
 */
@FunctionalInterface
public interface CounterSource
{
    /**
     * Allocate a counter.
     *
     * @param typeId of the counter, from 7400 on, another for each kind.
     * @param label  of the counter.
     * @return the counter; the caller closes it.
     */
    AtomicCounter newCounter(int typeId, String label);
}
