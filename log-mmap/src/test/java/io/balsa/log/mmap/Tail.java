package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.CommittedEntryHandler;
import org.agrona.DirectBuffer;

import java.io.File;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/** What a reader was given: checks that it is what {@link TestMember} appends, in order. Also a process of its own. */
final class Tail implements CommittedEntryHandler
{
    private static final long IDLE_NS = 100_000;
    private static final long TIMEOUT_NS = 60_000_000_000L;

    long lastIndex;
    long lastTerm;
    int failAt;
    private final CRC32C crc = new CRC32C();

    /** Follows a directory up to an index, then prints a checksum of all payloads. */
    public static void main(final String[] args)
    {
        final long toIndex = Long.parseLong(args[1]);
        final Tail tail = new Tail();
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        try (CommittedLogReader reader = CommittedLogReader.open(new File(args[0])))
        {
            System.out.println("follows");
            while (tail.lastIndex < toIndex && System.nanoTime() - deadlineNs < 0)
            {
                if (0 == reader.poll(tail, 100))
                {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        }
        System.out.println(tail.lastIndex + " " + tail.checksum());
    }

    long checksum()
    {
        return crc.getValue();
    }

    @Override
    public void onEntry(final EntryHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
    {
        if (header.index() == failAt)
        {
            failAt = 0;
            throw new IllegalArgumentException("as told");
        }
        if (0 != lastIndex && header.index() != lastIndex + 1)
        {
            throw new AssertionError("index " + header.index() + " after " + lastIndex);
        }
        for (int i = offset; i < offset + length; i++)
        {
            if ((byte)(header.index() + header.term()) != buffer.getByte(i))
            {
                throw new AssertionError("index " + header.index() + " has another payload");
            }
            crc.update(buffer.getByte(i));
        }
        lastIndex = header.index();
        lastTerm = header.term();
    }
}
