package io.balsa.node.torture;

/**
 * What was tried on one file system, and held.
 *
 * @param fileSystem  on which.
 * @param cuts        of the power.
 * @param syncs       that the log acknowledged.
 * @param newTerms    whose first entry was in the log; what it replaced was removed durably.
 * @param termStates  terms and votes that were acknowledged.
 */
public record PowerCutReport(FileSystemKind fileSystem, int cuts, long syncs, long newTerms, long termStates)
{
    /**
     * For programs.
     *
     * @return one JSON object.
     */
    public String toJson()
    {
        return "{\"fileSystem\":\"" + fileSystem + "\",\"cuts\":" + cuts + ",\"syncs\":" + syncs +
            ",\"newTerms\":" + newTerms + ",\"termStates\":" + termStates + ",\"ok\":true}";
    }

    @Override
    public String toString()
    {
        return fileSystem + ": " + cuts + " power cuts; " + syncs + " syncs, " + newTerms +
            " new terms in the log and " + termStates + " votes had been acknowledged: nothing lost, nothing invented";
    }
}
