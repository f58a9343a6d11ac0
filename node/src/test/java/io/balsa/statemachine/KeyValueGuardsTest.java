package io.balsa.statemachine;

import io.balsa.statemachine.codecs.KeyValueStatus;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.Arrays;
import java.util.List;

import static io.balsa.statemachine.KeyValueFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** That nothing is read behind a command, that values are compared to their last byte, and what is not even encoded. */
class KeyValueGuardsTest
{
    private static final byte[] KEY = bytes("key");
    private static final byte[] VALUE = bytes("0123456789a");

    private final KeyValueFixture kv = new KeyValueFixture();

    /** The buffer ends where the command does: a byte too far would be an exception. */
    @Test
    void shouldReadNothingBehindTheEndOfACommand()
    {
        final List<byte[]> commands = List.of(
            kv.commandBytes(kv.encodePut(KEY, VALUE)),
            kv.commandBytes(kv.encodeGet(KEY)),
            kv.commandBytes(kv.encodeDelete(KEY)),
            kv.commandBytes(kv.encodeCompareVersion(KEY, 1, VALUE)),
            kv.commandBytes(kv.encodeCompareValue(KEY, VALUE, VALUE)));
        final UnsafeBuffer result = new UnsafeBuffer(new byte[1024]);
        for (final byte[] whole : commands)
        {
            for (int length = 0; length < whole.length; length++)
            {
                final UnsafeBuffer cut = new UnsafeBuffer(Arrays.copyOf(whole, length));
                final int resultLength = kv.machine.apply(1, 0, 1, cut, 0, length, result);
                assertEquals(KeyValueStatus.MALFORMED, kv.result.wrap(result, 0, resultLength).status());
            }
        }
    }

    @Test
    void shouldCompareAValueToItsLastByte()
    {
        assertEquals(KeyValueStatus.OK, kv.put(KEY, VALUE));
        for (int i = 0; i < VALUE.length; i++)
        {
            final byte[] other = VALUE.clone();
            other[i]++;
            assertEquals(KeyValueStatus.CONFLICT, kv.compareValueAndSet(KEY, other, bytes("no")), "byte " + i);
        }
        for (final int length : new int[]{0, 8, VALUE.length - 1, VALUE.length + 1})
        {
            assertEquals(
                KeyValueStatus.CONFLICT, kv.compareValueAndSet(KEY, Arrays.copyOf(VALUE, length), bytes("no")));
        }
        assertEquals(KeyValueStatus.OK, kv.compareValueAndSet(KEY, VALUE, bytes("yes")));
    }

    @Test
    void shouldEncodeNoKeyAndNoValueThatIsTooLong()
    {
        final byte[] none = {};
        final byte[] longKey = new byte[KeyValueStateMachine.KEY_LENGTH_MAX + 1];
        final byte[] longValue = new byte[KeyValueStateMachine.VALUE_LENGTH_MAX + 1];
        for (final byte[] key : List.of(none, longKey))
        {
            assertRefused("key of ", () -> kv.encodePut(key, VALUE));
            assertRefused("key of ", () -> kv.encodeGet(key));
            assertRefused("key of ", () -> kv.encodeDelete(key));
            assertRefused("key of ", () -> kv.encodeCompareVersion(key, 1, VALUE));
            assertRefused("key of ", () -> kv.encodeCompareValue(key, VALUE, VALUE));
        }
        assertRefused("value of ", () -> kv.encodePut(KEY, longValue));
        assertRefused("value of ", () -> kv.encodeCompareVersion(KEY, 1, longValue));
        assertRefused("value of ", () -> kv.encodeCompareValue(KEY, longValue, VALUE));
        assertRefused("value of ", () -> kv.encodeCompareValue(KEY, VALUE, longValue));
    }

    private static void assertRefused(final String start, final Executable encoding)
    {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, encoding);
        assertEquals(start, ex.getMessage().substring(0, start.length()));
    }
}
