package io.balsa.statemachine;

import io.balsa.consensus.port.StateMachine;
import io.balsa.statemachine.codecs.KeyValueStatus;
import io.balsa.statemachine.codecs.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static io.balsa.statemachine.KeyValueFixture.COMMAND_OFFSET;
import static io.balsa.statemachine.KeyValueFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class KeyValueStateMachineTest
{
    private static final byte[] KEY = bytes("key");
    private static final byte[] ONE = bytes("one");
    private static final byte[] TWO = bytes("the second value");

    private final KeyValueFixture kv = new KeyValueFixture();

    @Test
    void shouldReadWhatWasWritten()
    {
        assertEquals(KeyValueStatus.NOT_FOUND, kv.get(KEY));
        assertEquals(0, kv.result.version());
        assertEquals(KeyValueStatus.OK, kv.put(KEY, ONE));
        assertEquals(1, kv.result.version());
        assertEquals(KeyValueStatus.OK, kv.put(KEY, TWO));
        assertEquals(2, kv.result.version());
        assertEquals(0, kv.result.valueLength());
        assertEquals(KeyValueStatus.OK, kv.get(KEY));
        assertEquals(2, kv.result.version());
        assertArrayEquals(TWO, kv.value());
        assertEquals(1, kv.machine.entryCount());
        assertEquals(KEY.length + TWO.length, kv.machine.byteCount());
    }

    @Test
    void shouldDeleteAndStartVersionsAgain()
    {
        assertEquals(KeyValueStatus.NOT_FOUND, kv.delete(KEY));
        kv.put(KEY, ONE);
        kv.put(KEY, TWO);
        assertEquals(KeyValueStatus.OK, kv.delete(KEY));
        assertEquals(0, kv.result.version());
        assertEquals(KeyValueStatus.NOT_FOUND, kv.get(KEY));
        assertEquals(0, kv.machine.entryCount());
        assertEquals(0, kv.machine.byteCount());
        assertEquals(0, kv.machine.digest());
        kv.put(KEY, ONE);
        assertEquals(1, kv.result.version());
    }

    @Test
    void shouldSetByVersion()
    {
        assertEquals(KeyValueStatus.CONFLICT, kv.compareVersionAndSet(KEY, 1, ONE));
        assertEquals(0, kv.result.version());
        assertEquals(KeyValueStatus.OK, kv.compareVersionAndSet(KEY, 0, ONE));
        assertEquals(KeyValueStatus.CONFLICT, kv.compareVersionAndSet(KEY, 0, TWO));
        assertEquals(1, kv.result.version());
        assertEquals(KeyValueStatus.OK, kv.compareVersionAndSet(KEY, 1, TWO));
        assertEquals(2, kv.result.version());
        kv.get(KEY);
        assertArrayEquals(TWO, kv.value());
    }

    @Test
    void shouldSetByValue()
    {
        assertEquals(KeyValueStatus.NOT_FOUND, kv.compareValueAndSet(KEY, ONE, TWO));
        kv.put(KEY, TWO);
        assertEquals(KeyValueStatus.CONFLICT, kv.compareValueAndSet(KEY, ONE, TWO));
        for (int i = 0; i < TWO.length; i++)
        {
            final byte[] other = TWO.clone();
            other[i] ^= 1;
            assertEquals(KeyValueStatus.CONFLICT, kv.compareValueAndSet(KEY, other, ONE));
        }
        assertEquals(1, kv.result.version());
        assertEquals(KeyValueStatus.OK, kv.compareValueAndSet(KEY, TWO, ONE));
        assertEquals(2, kv.result.version());
        kv.get(KEY);
        assertArrayEquals(ONE, kv.value());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 2026})
    void shouldBehaveLikeAMapOfValuesAndVersions(final long seed)
    {
        final Random random = new Random(seed);
        final Map<String, byte[]> values = new HashMap<>();
        final Map<String, Long> versions = new HashMap<>();
        for (int i = 0; i < 20_000; i++)
        {
            final String name = "k" + random.nextInt(200);
            final byte[] value = new byte[random.nextInt(100)];
            random.nextBytes(value);
            final byte[] key = bytes(name);
            final long version = versions.getOrDefault(name, 0L);
            final boolean isWritten = switch (random.nextInt(5))
            {
                case 0 -> kv.put(key, value) == KeyValueStatus.OK;
                case 1 -> kv.compareVersionAndSet(key, random.nextBoolean() ? version : version + 1, value) ==
                    KeyValueStatus.OK;
                case 2 -> kv.compareValueAndSet(key, values.getOrDefault(name, value), value) == KeyValueStatus.OK;
                case 3 ->
                {
                    assertEquals(
                        values.remove(name) == null ? KeyValueStatus.NOT_FOUND : KeyValueStatus.OK, kv.delete(key));
                    versions.remove(name);
                    yield false;
                }
                default -> false;
            };
            if (isWritten)
            {
                values.put(name, value);
                versions.put(name, version + 1);
            }
            assertEquals(values.containsKey(name) ? KeyValueStatus.OK : KeyValueStatus.NOT_FOUND, kv.get(key));
            assertArrayEquals(values.getOrDefault(name, new byte[0]), kv.value());
            assertEquals(versions.getOrDefault(name, 0L), kv.result.version());
        }
        assertEquals(values.size(), kv.machine.entryCount());
        assertEquals(
            values.entrySet().stream().mapToLong(e -> e.getKey().length() + e.getValue().length).sum(),
            kv.machine.byteCount());
    }

    @Test
    void shouldHaveTheSameDigestInWhateverOrderKeysWereWritten()
    {
        final List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 1000; i++)
        {
            order.add(i);
        }
        final KeyValueFixture shuffled = new KeyValueFixture();
        order.forEach(i -> kv.put(bytes("k" + i), bytes("v" + i)));
        Collections.shuffle(order, new Random(3));
        order.forEach(i -> shuffled.put(bytes("gone" + i), bytes("x")));
        order.forEach(i -> shuffled.put(bytes("k" + i), bytes("v" + i)));
        order.forEach(i -> shuffled.delete(bytes("gone" + i)));
        assertEquals(kv.machine.digest(), shuffled.machine.digest());
    }

    @Test
    void shouldHaveAnotherDigestForAnotherKeyValueOrVersion()
    {
        final long empty = kv.machine.digest();
        kv.put(KEY, ONE);
        final long first = kv.machine.digest();
        kv.put(KEY, ONE);
        final long second = kv.machine.digest();
        kv.delete(KEY);
        assertEquals(empty, kv.machine.digest());
        kv.put(ONE, KEY);
        final long swapped = kv.machine.digest();
        kv.delete(ONE);
        kv.put(KEY, bytes("onf"));
        assertEquals(5, Arrays.stream(new long[]{empty, first, second, swapped, kv.machine.digest()})
            .distinct().count());
    }

    @Test
    void shouldKeepItsDigestsAcrossReleases()
    {
        kv.put(KEY, ONE);
        kv.put(bytes("another key"), TWO);
        assertEquals(-3852044833888255342L, kv.machine.digest());
    }

    @Test
    void shouldTakeTheLongestKeyAndValue()
    {
        final byte[] key = new byte[KeyValueStateMachine.KEY_LENGTH_MAX];
        final byte[] value = new byte[KeyValueStateMachine.VALUE_LENGTH_MAX];
        new Random(5).nextBytes(value);
        final int length = kv.encodePut(key, value);
        assertEquals(StateMachine.VALID, kv.machine.validate(kv.command, COMMAND_OFFSET, length));
        assertEquals(KeyValueStatus.OK, kv.apply(length));
        assertEquals(KeyValueStatus.OK, kv.get(key));
        assertArrayEquals(value, kv.value());
        assertEquals(KeyValueStatus.OK, kv.put(key, new byte[0]));
        assertEquals(KeyValueStatus.OK, kv.get(key));
        assertEquals(0, kv.result.valueLength());
    }

    @Test
    void shouldRefuseLongerKeysAndValuesOnTheClient()
    {
        final byte[] key = new byte[KeyValueStateMachine.KEY_LENGTH_MAX + 1];
        final byte[] value = new byte[KeyValueStateMachine.VALUE_LENGTH_MAX + 1];
        assertThrows(IllegalArgumentException.class, () -> kv.get(key));
        assertThrows(IllegalArgumentException.class, () -> kv.delete(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> kv.put(KEY, value));
        assertThrows(IllegalArgumentException.class, () -> kv.compareValueAndSet(KEY, value, ONE));
        assertThrows(IllegalArgumentException.class, () -> kv.compareVersionAndSet(key, 0, ONE));
    }

    @Test
    void shouldRefuseLongerKeysAndValuesOnTheMember()
    {
        assertRefused(KeyValueStatus.KEY_LENGTH, HostileCommands.put(0, 1));
        assertRefused(KeyValueStatus.KEY_LENGTH, HostileCommands.put(KeyValueStateMachine.KEY_LENGTH_MAX + 1, 1));
        assertRefused(KeyValueStatus.TOO_LARGE, HostileCommands.put(1, KeyValueStateMachine.VALUE_LENGTH_MAX + 1));
    }

    @Test
    void shouldRefuseEveryTruncationAndEveryExtensionOfEveryCommand()
    {
        for (final byte[] whole : allCommands())
        {
            for (int length = 0; length < whole.length; length++)
            {
                assertRefused(KeyValueStatus.MALFORMED, Arrays.copyOf(whole, length));
            }
            assertRefused(KeyValueStatus.MALFORMED, Arrays.copyOf(whole, whole.length + 1));
        }
        assertEquals(0, kv.machine.entryCount());
    }

    @Test
    void shouldRefuseAnotherSchemaVersionTemplateAndBlockLength()
    {
        for (final byte[] whole : allCommands())
        {
            for (int position = 0; position < MessageHeaderDecoder.ENCODED_LENGTH; position++)
            {
                if (position == MessageHeaderDecoder.templateIdEncodingOffset())
                {
                    continue;
                }
                final byte[] changed = whole.clone();
                changed[position] ^= 0x40;
                assertRefused(KeyValueStatus.MALFORMED, changed);
            }
            final byte[] unknown = whole.clone();
            unknown[MessageHeaderDecoder.templateIdEncodingOffset()] = 20;
            assertRefused(KeyValueStatus.MALFORMED, unknown);
        }
    }

    @Test
    void shouldRefuseHostileLengths()
    {
        for (final int hostile : new int[]{-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 100})
        {
            assertRefused(KeyValueStatus.MALFORMED, HostileCommands.putWithLengths(hostile, 1));
            assertRefused(KeyValueStatus.MALFORMED, HostileCommands.putWithLengths(1, hostile));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void shouldSurviveRandomBytesAlikeOnEveryMember(final long seed)
    {
        final Random random = new Random(seed);
        final KeyValueFixture other = new KeyValueFixture();
        final List<byte[]> wholes = allCommands();
        for (int i = 0; i < 20_000; i++)
        {
            final byte[] bytes = wholes.get(random.nextInt(wholes.size())).clone();
            for (int flips = random.nextInt(4); flips > 0; flips--)
            {
                bytes[random.nextInt(bytes.length)] ^= (byte)(1 << random.nextInt(8));
            }
            kv.command.putBytes(COMMAND_OFFSET, bytes);
            other.command.putBytes(COMMAND_OFFSET, bytes);
            assertEquals(kv.apply(bytes.length), other.apply(bytes.length));
        }
        assertEquals(kv.machine.digest(), other.machine.digest());
    }

    @Test
    void shouldKeepWithinItsQuotas()
    {
        final KeyValueFixture small = new KeyValueFixture(new KeyValueStateMachine(2, 20), 1024);
        assertEquals(KeyValueStatus.OK, small.put(bytes("a"), new byte[4]));
        assertEquals(KeyValueStatus.OK, small.put(bytes("b"), new byte[4]));
        assertEquals(KeyValueStatus.FULL, small.put(bytes("c"), new byte[0]));
        assertEquals(KeyValueStatus.FULL, small.put(bytes("a"), new byte[15]));
        assertEquals(1, small.result.version());
        final long digest = small.machine.digest();
        assertEquals(KeyValueStatus.FULL, small.compareVersionAndSet(bytes("a"), 1, new byte[15]));
        assertEquals(digest, small.machine.digest());
        assertEquals(KeyValueStatus.OK, small.put(bytes("a"), new byte[14]));
        assertEquals(20, small.machine.byteCount());
        assertEquals(KeyValueStatus.OK, small.delete(bytes("a")));
        assertEquals(KeyValueStatus.FULL, small.put(bytes("c"), new byte[15]));
        assertEquals(0, small.result.version());
        assertEquals(KeyValueStatus.OK, small.put(bytes("c"), new byte[14]));
    }

    @Test
    void shouldRefuseQuotasBelowOne()
    {
        assertThrows(IllegalArgumentException.class, () -> new KeyValueStateMachine(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new KeyValueStateMachine(1, 0));
    }

    @Test
    void shouldSayWhenAResultDoesNotFit()
    {
        final KeyValueFixture tight =
            new KeyValueFixture(new KeyValueStateMachine(), KeyValueResult.LENGTH_MIN + ONE.length);
        tight.put(KEY, ONE);
        assertEquals(KeyValueStatus.OK, tight.get(KEY));
        tight.put(KEY, bytes("four"));
        assertEquals(KeyValueStatus.TOO_LARGE, tight.get(KEY));
        assertEquals(2, tight.result.version());
        final int length = kv.encodePut(KEY, ONE);
        final UnsafeBuffer none = new UnsafeBuffer(new byte[KeyValueResult.LENGTH_MIN - 1]);
        assertThrows(
            IllegalArgumentException.class,
            () -> kv.machine.apply(1, 0, 1, kv.command, COMMAND_OFFSET, length, none));
        assertEquals(0, kv.machine.entryCount());
    }

    private List<byte[]> allCommands()
    {
        final List<byte[]> all = new ArrayList<>();
        all.add(kv.commandBytes(kv.encodePut(KEY, ONE)));
        all.add(kv.commandBytes(kv.encodeGet(KEY)));
        all.add(kv.commandBytes(kv.encodeDelete(KEY)));
        all.add(kv.commandBytes(kv.encodeCompareVersion(KEY, 1, ONE)));
        all.add(kv.commandBytes(kv.encodeCompareValue(KEY, ONE, TWO)));
        return all;
    }

    private void assertRefused(final KeyValueStatus status, final byte[] bytes)
    {
        kv.command.putBytes(COMMAND_OFFSET, bytes);
        assertEquals(status.value(), kv.machine.validate(kv.command, COMMAND_OFFSET, bytes.length));
        assertNotEquals(StateMachine.VALID, status.value());
        assertEquals(status, kv.apply(bytes.length));
        assertEquals(0, kv.machine.digest());
    }
}
