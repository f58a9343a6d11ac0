package io.balsa.log.repair;

/** Interim: the shape of the damage that recovery tells. */
record Damage(
    String segmentName,
    long afterIndex,
    long afterTerm,
    long untilIndex,
    long untilTerm,
    int fromOffset,
    int toOffset,
    boolean isTailUncertain)
{
}
