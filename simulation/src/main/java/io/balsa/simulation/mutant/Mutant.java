package io.balsa.simulation.mutant;

import java.util.List;

/**
 * One bug. Where two guards hold the same promise, a mutant takes away both.
 *
 * @param name    short and unique.
 * @param breaks  what is broken, one line.
 * @param changes of the sources that break it.
 */
public record Mutant(String name, String breaks, List<Change> changes)
{
    /**
     * A change of a source.
     *
     * @param file   path of the source from the root of the repository, with slashes.
     * @param before text that is replaced: whole lines, exactly once in the file.
     * @param after  text in its place.
     */
    public record Change(String file, String before, String after)
    {
    }

    /** Make one of the changes. */
    String apply(final Change change, final String source)
    {
        final int position = source.indexOf(change.before);
        if (position < 0 || source.indexOf(change.before, position + 1) >= 0)
        {
            throw new MutantException("mutant " + name + " no longer applies: its text is " +
                (position < 0 ? "not" : "more than once") + " in " + change.file + "; adapt it to the source");
        }
        return source.substring(0, position) + change.after + source.substring(position + change.before.length());
    }
}
