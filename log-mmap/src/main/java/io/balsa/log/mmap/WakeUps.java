package io.balsa.log.mmap;

/**
 * Wakes a thread that parks because it has nothing to do. Both calls must return at once.
 *
 * @param syncAgent called on the thread of the log when it has handed work to the sync agent.
 * @param log       called on the thread of the sync agent when it has done what the log may wait for.
 */
record WakeUps(Runnable syncAgent, Runnable log)
{
    /** Nobody parks. */
    static final WakeUps NONE = new WakeUps(() -> {}, () -> {});
}
