package io.balsa.simulation.mutant;

/**
 * One bug, put into one source file.
 *
 * @param name   short and unique.
 * @param breaks what is broken, one line.
 * @param file   path of the source from the root of the repository, with slashes.
 * @param before text that is replaced: whole lines, exactly once in the file.
 * @param after  text in its place.
 */
public record Mutant(String name, String breaks, String file, String before, String after)
{
    private static final String SOURCES = "/src/main/java/";
    private static final String EXTENSION = ".java";

    /** The class that the file declares. */
    String className()
    {
        final int from = file.indexOf(SOURCES) + SOURCES.length();
        return file.substring(from, file.length() - EXTENSION.length()).replace('/', '.');
    }

    /** Put the bug into the text of the file. */
    String applyTo(final String source)
    {
        final int position = source.indexOf(before);
        if (position < 0 || source.indexOf(before, position + 1) >= 0)
        {
            throw new MutantException("mutant " + name + " no longer applies: its text is " +
                (position < 0 ? "not" : "more than once") + " in " + file + "; adapt it to the source");
        }
        return source.substring(0, position) + after + source.substring(position + before.length());
    }
}
