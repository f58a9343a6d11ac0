package io.balsa.node;

import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** State machines to be named in a configuration. */
public final class StateMachines
{
    private StateMachines()
    {
    }

    /** What a user would write. */
    public static class Own implements StateMachine
    {
        /** Create. */
        public Own()
        {
        }

        @Override
        public int apply(
            final long index,
            final long timestampNs,
            final long sessionId,
            final DirectBuffer command,
            final int offset,
            final int length,
            final MutableDirectBuffer result)
        {
            return 0;
        }
    }

    /** Cannot be made without a parameter. */
    public static final class WithoutConstructor extends Own
    {
        /** Create. */
        public WithoutConstructor(final int ignored)
        {
        }
    }

    /** Fails while it is made. */
    public static final class Failing extends Own
    {
        /** Create. */
        public Failing()
        {
            throw new IllegalStateException("no luck");
        }
    }
}
