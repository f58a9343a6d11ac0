package io.balsa.bench.bare;

import io.balsa.bench.BenchFile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A mapped file that commands are copied to, one behind the other and round again. Where they are to be forced, that
 * is another thread's work.
 */
final class BareLog implements AutoCloseable
{
    private static final int FILE_LENGTH = 64 * 1024 * 1024;
    private static final int WRITE_LENGTH = 4096;

    private final BenchFile file;
    private final UnsafeBuffer buffer;
    private final int capacity;
    private final boolean isForced;
    private final Runnable wakeSync;
    private final Runnable wakeLoop;
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong forced = new AtomicLong();
    private final AtomicLong forces = new AtomicLong();
    private long requested;

    /**
     * Create the file.
     *
     * @param settings of the path.
     * @param wakeSync ends the park of the thread that forces.
     * @param wakeLoop ends the park of the thread that appends.
     */
    BareLog(final BareSettings settings, final Runnable wakeSync, final Runnable wakeLoop) throws IOException
    {
        this.wakeSync = wakeSync;
        this.wakeLoop = wakeLoop;
        file = BenchFile.create(settings.directory(), FILE_LENGTH, WRITE_LENGTH);
        buffer = new UnsafeBuffer(file.mapped());
        capacity = FILE_LENGTH / settings.payloadBytes() * settings.payloadBytes();
        isForced = settings.isForced();
    }

    /** Bytes from one round to the next: a multiple of the length of a command. */
    int capacity()
    {
        return capacity;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    int offset(final long position)
    {
        return (int)(position % capacity);
    }

    /** Copy commands that do not cross the end of a round. One thread. */
    void append(final DirectBuffer source, final int offset, final int length)
    {
        final long position = appended.get();
        buffer.putBytes(offset(position), source, offset, length);
        appended.lazySet(position + length);
    }

    /** Have what was appended forced, where that is wanted. The thread that appends. */
    void requestSync()
    {
        if (isForced && appended.get() > requested)
        {
            requested = appended.get();
            wakeSync.run();
        }
    }

    /** Bytes that were appended. Any thread. */
    long appended()
    {
        return appended.get();
    }

    /** Bytes that count. Any thread. */
    long durable()
    {
        return isForced ? forced.get() : appended.get();
    }

    /** Times that the file was forced. Any thread. */
    long forces()
    {
        return forces.get();
    }

    /** Forces all that was appended, for a thread of its own. */
    Agent sync()
    {
        return new Agent()
        {
            @Override
            public int doWork()
            {
                return force();
            }

            @Override
            public String roleName()
            {
                return "bench-bare-sync";
            }
        };
    }

    private int force()
    {
        final long position = appended.get();
        if (position == forced.get())
        {
            return 0;
        }
        try
        {
            file.channel().force(false);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        forced.lazySet(position);
        forces.lazySet(forces.get() + 1);
        wakeLoop.run();
        return 1;
    }

    @Override
    public void close() throws IOException
    {
        file.close();
    }
}
