package io.balsa.simulation.mutant;

/**
 * What became of a mutant.
 *
 * @param name       of the mutant.
 * @param runCount   runs up to the one that found it, or all.
 * @param seed       of the run that found it; of no meaning when none did.
 * @param foundBy    the invariant, null when the mutant survived.
 * @param failure    what the run said, null when the mutant survived.
 * @param foundCount how many of the runs that were to be counted found it.
 */
public record MutantResult(String name, int runCount, long seed, String foundBy, String failure, int foundCount)
{
    /**
     * Whether a run has failed.
     *
     * @return true if so.
     */
    public boolean isFound()
    {
        return foundBy != null;
    }
}
