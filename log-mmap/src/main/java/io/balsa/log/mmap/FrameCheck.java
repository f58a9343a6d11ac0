package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;

/** Checks the form of frames that come from outside, before anything in them is believed. */
final class FrameCheck
{
    /** Where there is no frame that could be appended. */
    static final int MALFORMED = -1;

    private FrameCheck()
    {
    }

    /**
     * Check length, index, term and padding of a frame, not its checksum.
     *
     * @param buffer         with the frame.
     * @param offset         of the frame in bytes.
     * @param limit          end of the bytes that may belong to it.
     * @param frameLengthMax longest allowed frame in bytes.
     * @param index          that the frame must have.
     * @param termMin        that the frame must have at least.
     * @return bytes up to the next frame, or {@link #MALFORMED}.
     */
    static int alignedLength(
        final DirectBuffer buffer,
        final int offset,
        final int limit,
        final int frameLengthMax,
        final long index,
        final long termMin)
    {
        if (limit - offset < EntryFrame.HEADER_LENGTH)
        {
            return MALFORMED;
        }
        final int frameLength = EntryFrame.frameLength(buffer, offset);
        if (!isLengthAllowed(frameLength, frameLengthMax))
        {
            return MALFORMED;
        }
        final int alignedLength = EntryFrame.alignedLength(frameLength);
        if (alignedLength > limit - offset ||
            index != EntryFrame.index(buffer, offset) ||
            termMin > EntryFrame.term(buffer, offset))
        {
            return MALFORMED;
        }
        for (int i = offset + frameLength; i < offset + alignedLength; i++)
        {
            if (0 != buffer.getByte(i))
            {
                return MALFORMED;
            }
        }
        return alignedLength;
    }

    static boolean isLengthAllowed(final int frameLength, final int frameLengthMax)
    {
        return frameLength >= EntryFrame.HEADER_LENGTH && frameLength <= frameLengthMax;
    }
}
