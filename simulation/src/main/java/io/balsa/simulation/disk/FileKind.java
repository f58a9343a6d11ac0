package io.balsa.simulation.disk;

/** Kinds of files in a member's directory, by their names. */
public enum FileKind
{
    /** Segments of the log that have a name of their own. */
    SEGMENT("log-", ".seg"),

    /** Term and vote. */
    TERM_STATE("term-state", ""),

    /** Whose directory it is. */
    IDENTITY("identity", "");

    private final String prefix;
    private final String suffix;

    FileKind(final String prefix, final String suffix)
    {
        this.prefix = prefix;
        this.suffix = suffix;
    }

    /**
     * Whether a file is of this kind.
     *
     * @param name of the file.
     * @return true when it is.
     */
    public boolean matches(final String name)
    {
        return suffix.isEmpty() ? name.equals(prefix) : name.startsWith(prefix) && name.endsWith(suffix);
    }
}
