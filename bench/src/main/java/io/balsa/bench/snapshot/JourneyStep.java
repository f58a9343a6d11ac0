package io.balsa.bench.snapshot;

/**
 * A step on the way of a state from one cluster to another.
 *
 * @param name      of the step.
 * @param timeNs    that it took.
 * @param bytes     that it has made or read.
 * @param heapBytes most that were in use on the heap while it went on, garbage among them.
 */
record JourneyStep(String name, long timeNs, long bytes, long heapBytes)
{
}
