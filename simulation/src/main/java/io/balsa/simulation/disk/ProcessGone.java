package io.balsa.simulation.disk;

/**
 * The process that made the call was killed: unwinds its stack. An {@link Error}, as the members' agents handle
 * exceptions and a dead process handles nothing. The kernel of the simulation drops it.
 */
public final class ProcessGone extends Error
{
    private static final long serialVersionUID = 1L;

    /**
     * Unwind the caller.
     *
     * @param location of the disk that the process used, or name of the process.
     */
    public ProcessGone(final String location)
    {
        super("the process that used " + location + " was killed", null, false, false);
    }
}
