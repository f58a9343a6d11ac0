package io.balsa.consensus.core;

import io.balsa.consensus.port.LogView;
import org.agrona.DirectBuffer;

/**
 * One AppendEntries message that a leader wants to send. Reused: {@link RaftCore#nextAppend} fills it, and its bytes
 * are a view of the log that is good until the end of the duty cycle.
 */
public final class AppendMessage
{
    final LogView view = new LogView();
    int slot;
    long prevLogIndex;
    long prevLogTerm;
    long lastIndex;
    int fragmentOffset;
    int offset;
    int length;
    boolean isLastFragment;

    /** Create an empty message. */
    public AppendMessage()
    {
    }

    /**
     * Index before the first entry.
     *
     * @return the index.
     */
    public long prevLogIndex()
    {
        return prevLogIndex;
    }

    /**
     * Term of the entry at {@link #prevLogIndex()}.
     *
     * @return the term.
     */
    public long prevLogTerm()
    {
        return prevLogTerm;
    }

    /**
     * Index of the last entry of which bytes are here.
     *
     * @return the index.
     */
    public long lastIndex()
    {
        return lastIndex;
    }

    /**
     * Where the bytes belong in the first entry's frame.
     *
     * @return bytes; 0 unless the frame goes in pieces.
     */
    public int fragmentOffset()
    {
        return fragmentOffset;
    }

    /**
     * The frames, or a piece of one.
     *
     * @return borrowed from the log.
     */
    public DirectBuffer buffer()
    {
        return view.buffer();
    }

    /**
     * Where the bytes start in {@link #buffer()}.
     *
     * @return bytes.
     */
    public int offset()
    {
        return offset;
    }

    /**
     * How many bytes there are; 0 for a message that only compares logs.
     *
     * @return bytes.
     */
    public int length()
    {
        return length;
    }
}
