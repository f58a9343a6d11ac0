package io.balsa.simulation.world;

/**
 * Something that befalls the cluster.
 *
 * @param number     of the fault in its plan.
 * @param kind       of the fault.
 * @param atNs       simulated time.
 * @param durationNs of the fault; 0 where it has none.
 * @param member     that it befalls; the first of them where several are.
 * @param argument   random bits that decide all else.
 */
public record Fault(int number, FaultKind kind, long atNs, long durationNs, int member, long argument)
{
    @Override
    public String toString()
    {
        return String.format("fault %d at %.6f s: %s member=%d for %.6f s", number, atNs / 1e9, kind, member,
            durationNs / 1e9);
    }
}
