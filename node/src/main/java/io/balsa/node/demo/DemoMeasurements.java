package io.balsa.node.demo;

import org.HdrHistogram.Histogram;

import java.util.List;

/**
 * What the client has seen.
 *
 * @param leaders            in the order in which it found them.
 * @param failoversNs        time from each kill to the next command acknowledged by another leader.
 * @param indeterminateCount commands whose fate it was not told.
 * @param resentCount        times that a command which was surely not applied was sent again.
 * @param sendingTimeNs      for how long it sent.
 * @param latencyNs          of every acknowledged command, from its offer to its reply.
 */
record DemoMeasurements(
    List<String> leaders,
    List<Long> failoversNs,
    int indeterminateCount,
    int resentCount,
    long sendingTimeNs,
    Histogram latencyNs)
{
}
