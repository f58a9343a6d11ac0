package io.balsa.samples;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.log.mmap.CommittedLogReader;
import io.balsa.log.mmap.EntryRemovedException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.io.File;
import java.io.PrintStream;

/**
 * A drop copy: follows what a member of this machine has committed, in a process of its own, and prints each command
 * on a line: index, time in ns, session, sequence and length. The member does not know of it. Its argument is the
 * member's {@code balsa.dir}; it ends when nobody reads its output any more, or by a signal.
 * <pre>
 * java --add-opens java.base/jdk.internal.misc=ALL-UNNAMED -cp node/target/balsa.jar:samples/target/classes \
 *     io.balsa.samples.DropCopy DIR
 * </pre>
 */
public final class DropCopy implements CommittedEntryHandler
{
    private static final int LIMIT = 64;

    private final PrintStream out;

    DropCopy(final PrintStream out)
    {
        this.out = out;
    }

    /**
     * Follow a member.
     *
     * @param args directory of the member.
     */
    public static void main(final String[] args)
    {
        new DropCopy(System.out).follow(new File(args[0]), new BackoffIdleStrategy());
    }

    void follow(final File directory, final IdleStrategy idleStrategy)
    {
        try (CommittedLogReader reader = CommittedLogReader.open(directory))
        {
            while (!out.checkError())
            {
                idleStrategy.idle(poll(reader));
            }
        }
    }

    private int poll(final CommittedLogReader reader)
    {
        try
        {
            return reader.poll(this, LIMIT);
        }
        catch (final EntryRemovedException ex)
        {
            out.println("gap " + reader.position() + " " + (ex.firstIndex() - 1));
            reader.position(ex.firstIndex());
            return 1;
        }
    }

    @Override
    public void onEntry(final EntryHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
    {
        if (EntryType.COMMAND == header.entryType())
        {
            out.println(header.index() + " " + header.timestampNs() + " " + header.sessionId() + " " +
                header.sequence() + " " + length);
        }
    }
}
