package io.balsa.archive;

import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.log.mmap.CorruptStorageException;
import org.agrona.concurrent.UnsafeBuffer;

/** Has a store take a snapshot that comes from elsewhere than another member. */
final class Reception implements SnapshotStream.PartHandler, AutoCloseable
{
    private final String location;
    private final SnapshotReceiver receiver;

    Reception(final String location, final SnapshotReceiver receiver)
    {
        this.location = location;
        this.receiver = receiver;
    }

    @Override
    public void onPart(final UnsafeBuffer buffer, final int offset, final int length)
    {
        check(receiver.append(buffer, offset, length));
    }

    /** Let it count. */
    void publish()
    {
        check(receiver.publish());
    }

    private void check(final boolean isTaken)
    {
        if (!isTaken)
        {
            throw new CorruptStorageException(
                location + " is damaged: a checksum of its manifest does not hold; use another copy of it");
        }
    }

    @Override
    public void close()
    {
        receiver.close();
    }
}
