package io.balsa.archive;

import io.balsa.codecs.storage.SessionTableDecoder;
import io.balsa.codecs.storage.SessionTableEncoder;
import io.balsa.log.mmap.CorruptStorageException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** What can be said of the sessions of a snapshot by the block that they begin with. */
final class SessionSections
{
    private SessionSections()
    {
    }

    /** How many sessions there are; none where there is no section. */
    static int sessionCount(final DirectBuffer section)
    {
        return 0 == section.capacity() ? 0 : block(section).sessionCount();
    }

    /** The section with the same block and without sessions: what else it says stays in force. */
    static DirectBuffer withoutSessions(final DirectBuffer section)
    {
        if (0 == section.capacity())
        {
            return section;
        }
        final int length = block(section).tableLength();
        final UnsafeBuffer emptied = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        emptied.putBytes(0, section, 0, length);
        new SessionTableEncoder().wrap(emptied, 0).sessionCount(0);
        return emptied;
    }

    private static SessionTableDecoder block(final DirectBuffer section)
    {
        final SessionTableDecoder table = new SessionTableDecoder();
        if (section.capacity() >= SessionTableDecoder.BLOCK_LENGTH)
        {
            table.wrap(section, 0, SessionTableDecoder.BLOCK_LENGTH, SessionTableDecoder.SCHEMA_VERSION);
            if (table.tableLength() >= SessionTableDecoder.BLOCK_LENGTH && table.tableLength() <= section.capacity())
            {
                return table;
            }
        }
        throw new CorruptStorageException("the sessions of the snapshot take " + section.capacity() +
            " bytes, which is no table of sessions; use the program that has written it");
    }
}
