package io.balsa.consensus.state;

import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * A hash of all that was applied and of what came of it, in order: equal on two members that have made the same of the
 * same log, and different for ever once they have not. Of an entry it takes the index and the checksum of its frame,
 * which covers term, session and command; of a result its outcome and each byte.
 * <p>
 * No cryptography: it finds mistakes, and does not hinder who means harm.
 */
final class RollingDigest
{
    /** Not known: the state was restored from a snapshot that does not tell it. */
    static final long UNKNOWN = 0;

    private static final long EMPTY = 0x9E37_79B9_7F4A_7C15L;
    private static final long LENGTH_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;

    private long value = EMPTY;

    long value()
    {
        return value;
    }

    void value(final long newValue)
    {
        value = newValue;
    }

    /** A command was executed. */
    void onResult(final OutcomeCode outcome, final DirectBuffer result, final int length)
    {
        long hash = mix(value ^ (length * LENGTH_FACTOR + outcome.value()));
        int offset = 0;
        for (; offset + Long.BYTES <= length; offset += Long.BYTES)
        {
            hash = mix(hash ^ result.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        }
        long tail = 0;
        for (; offset < length; offset++)
        {
            tail = (tail << Byte.SIZE) | (result.getByte(offset) & 0xFF);
        }
        set(mix(hash ^ tail));
    }

    /** An entry is applied, with or without a result. */
    void onEntry(final long index, final long frameChecksum)
    {
        set(mix(mix(value ^ index) ^ frameChecksum));
    }

    private void set(final long hash)
    {
        if (value != UNKNOWN)
        {
            value = hash == UNKNOWN ? EMPTY : hash;
        }
    }

    /** A bijection in which each bit of the value reaches each bit of the hash. */
    private static long mix(final long number)
    {
        final long first = (number ^ (number >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        final long second = (first ^ (first >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return second ^ (second >>> 31);
    }
}
