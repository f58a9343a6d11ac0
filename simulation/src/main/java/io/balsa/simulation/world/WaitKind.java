package io.balsa.simulation.world;

import io.balsa.simulation.disk.SimDisk;

/**
 * At which waits for the disk a process may end.
 */
enum WaitKind
{
    /** At any: most are for a sync. */
    ANY,

    /** At those that are not for a sync of content: what is done to files and their names. */
    NAMES,

    /** At those after the next removal of entries from the log. */
    REMOVAL;

    boolean isCounted(final SimDisk.Operation operation, final boolean hasRemoved)
    {
        return switch (this)
        {
            case ANY -> true;
            case NAMES -> operation != SimDisk.Operation.FORCE;
            case REMOVAL -> hasRemoved;
        };
    }
}
