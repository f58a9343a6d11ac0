package io.balsa.consensus.snapshot;

import java.io.Serial;

/** The member is being closed: a snapshot that is being written is not finished. */
final class SnapshotAbandoned extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    SnapshotAbandoned()
    {
        super("the member is being closed", null, false, false);
    }
}
