package io.balsa.bench.rig;

import io.balsa.bench.load.LoadShape;
import io.balsa.node.IdleMode;

import java.nio.file.Path;

/**
 * What a measurement does.
 *
 * @param load       that each contender bears.
 * @param clientIdle what the client does without work.
 * @param warmupNs   of {@link io.balsa.bench.load.Load#warmUp} before the load counts.
 * @param durationNs for which it counts, in each round.
 * @param commands   that count in each round, instead of a duration; 0 for the duration.
 * @param rounds     of each contender, with new processes and new logs each.
 * @param directory  where contenders keep their files while they run.
 * @param settings   as the report shows them: how the cluster is set up.
 */
public record RigPlan(
    LoadShape load,
    IdleMode clientIdle,
    long warmupNs,
    long durationNs,
    long commands,
    int rounds,
    Path directory,
    String settings)
{
}
