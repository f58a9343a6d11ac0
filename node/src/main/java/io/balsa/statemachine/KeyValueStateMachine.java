package io.balsa.statemachine;

import io.balsa.consensus.port.InlineSnapshots;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotSlice;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import io.balsa.statemachine.codecs.CompareValueAndSetCommandDecoder;
import io.balsa.statemachine.codecs.CompareVersionAndSetCommandDecoder;
import io.balsa.statemachine.codecs.DeleteCommandDecoder;
import io.balsa.statemachine.codecs.GetCommandDecoder;
import io.balsa.statemachine.codecs.KeyValueResultEncoder;
import io.balsa.statemachine.codecs.KeyValueStatus;
import io.balsa.statemachine.codecs.MessageHeaderEncoder;
import io.balsa.statemachine.codecs.PutCommandDecoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.ArrayUtil;
import org.agrona.collections.Object2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Keys and values in memory: put, get, delete, and compare-and-set by version or by value. Commands are made with
 * {@link KeyValueCommands} and results read with {@link KeyValueResult}.
 * <p>
 * The version of a key counts the writes to it since it was last absent, so that two applications of one write show.
 * Quotas bound entries and bytes; they are part of the replicated behaviour and must be the same on every member.
 * Reads and writes of existing keys allocate nothing as long as a value's length stays in its range of powers of two;
 * new keys allocate, and so does the first write to a key that an inline snapshot does not have yet.
 */
public final class KeyValueStateMachine implements StateMachine, InlineSnapshots
{
    /** The shortest key in bytes. */
    public static final int KEY_LENGTH_MIN = 1;

    /** The longest key in bytes. */
    public static final int KEY_LENGTH_MAX = 1024;

    /** The longest value in bytes: with the longest key its put fits a command of 1 MiB. */
    public static final int VALUE_LENGTH_MAX = 1024 * 1024 - 2 * KEY_LENGTH_MAX;

    /** Entries that are kept at most if nothing else is said. */
    public static final int ENTRIES_MAX_DEFAULT = 1_000_000;

    /** Bytes of keys and values that are kept at most if nothing else is said. */
    public static final long BYTES_MAX_DEFAULT = 256L * 1024 * 1024;

    private static final DirectBuffer NOTHING = new UnsafeBuffer(ArrayUtil.EMPTY_BYTE_ARRAY);

    private final int entriesMax;
    private final long bytesMax;
    private final Object2ObjectHashMap<KeyView, KeyValueEntry> entries = new Object2ObjectHashMap<>();
    private final FrozenEntries frozen = new FrozenEntries();
    private final KeyView lookup = new KeyView();
    private final KeyValueCommandView command = new KeyValueCommandView();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final KeyValueResultEncoder resultEncoder = new KeyValueResultEncoder();

    private long byteCount;
    private long digest;

    /**
     * Create with the default quotas.
     */
    public KeyValueStateMachine()
    {
        this(ENTRIES_MAX_DEFAULT, BYTES_MAX_DEFAULT);
    }

    /**
     * Create with quotas, the same on every member.
     *
     * @param entriesMax keys that may exist at a time, at least 1.
     * @param bytesMax   bytes of all keys and values together, at least 1.
     */
    public KeyValueStateMachine(final int entriesMax, final long bytesMax)
    {
        if (entriesMax < 1 || bytesMax < 1)
        {
            throw new IllegalArgumentException(
                "quotas are at least 1: entriesMax=" + entriesMax + " bytesMax=" + bytesMax);
        }
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
    }

    /**
     * {@inheritDoc}
     *
     * @return {@link StateMachine#VALID} or the value of the {@link KeyValueStatus} that the command would end with
     *     whatever the state is.
     */
    @Override
    public int validate(final DirectBuffer buffer, final int offset, final int length)
    {
        return command.wrap(buffer, offset, length).value();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if {@code result} has no room for a result without value.
     */
    @Override
    public int apply(
        final long index,
        final long timestampNs,
        final long sessionId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MutableDirectBuffer result)
    {
        if (result.capacity() < KeyValueResult.LENGTH_MIN)
        {
            throw new IllegalArgumentException(
                "no room for a result: capacity=" + result.capacity() + " needed=" + KeyValueResult.LENGTH_MIN);
        }
        final KeyValueStatus status = command.wrap(buffer, offset, length);
        if (status != KeyValueStatus.OK)
        {
            return encode(result, status, 0);
        }
        lookup.wrap(buffer, command.keyOffset(), command.keyLength());
        final KeyValueEntry entry = entries.get(lookup);
        return switch (command.templateId())
        {
            case PutCommandDecoder.TEMPLATE_ID -> put(entry, result);
            case GetCommandDecoder.TEMPLATE_ID -> get(entry, result);
            case DeleteCommandDecoder.TEMPLATE_ID -> delete(entry, result);
            case CompareVersionAndSetCommandDecoder.TEMPLATE_ID -> compareVersionAndSet(entry, result);
            case CompareValueAndSetCommandDecoder.TEMPLATE_ID -> compareValueAndSet(entry, result);
            default ->
                throw new IllegalStateException("a checked command has no rule: templateId=" + command.templateId());
        };
    }

    @Override
    public long digest()
    {
        return digest;
    }

    @Override
    public boolean hasSnapshots()
    {
        return true;
    }

    /** {@inheritDoc} A record for each key: the version of 8 bytes, little-endian, and the value. */
    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
        final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
        for (final KeyValueEntry entry : entries.values())
        {
            final int length = FrozenEntries.encode(entry, record);
            writer.put(entry.key().bytes(), 0, entry.key().length(), record, 0, length);
        }
    }

    @Override
    public void beginSnapshot()
    {
        frozen.freeze();
    }

    @Override
    public boolean writeSlice(final SnapshotSlice slice)
    {
        return frozen.writeSlice(slice);
    }

    @Override
    public void endSnapshot()
    {
        frozen.thaw();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a record is of another service, or the quotas are lower than what is stored.
     */
    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        reader.forEach(this::load);
    }

    private void load(final DirectBuffer key, final DirectBuffer value)
    {
        final int valueLength = value.capacity() - Long.BYTES;
        if (valueLength < 0 || valueLength > VALUE_LENGTH_MAX || key.capacity() > KEY_LENGTH_MAX)
        {
            throw new IllegalStateException("the snapshot has a record with a key of " + key.capacity() +
                " and a value of " + value.capacity() + " bytes: run the state machine that has written it");
        }
        byteCount += key.capacity() + valueLength;
        if (entries.size() == entriesMax || byteCount > bytesMax)
        {
            throw new IllegalStateException("the snapshot has more than entriesMax=" + entriesMax +
                " keys or bytesMax=" + bytesMax + " bytes: give this member the quotas of the others");
        }
        lookup.wrap(key, 0, key.capacity());
        final KeyValueEntry entry = insert();
        entry.set(value.getLong(0, ByteOrder.LITTLE_ENDIAN), value, Long.BYTES, valueLength);
        digest += entry.digest();
    }

    /**
     * Keys that exist.
     *
     * @return their number.
     */
    public int entryCount()
    {
        return entries.size();
    }

    /**
     * Bytes of all keys and values.
     *
     * @return their number, as the quota counts them.
     */
    public long byteCount()
    {
        return byteCount;
    }

    private int get(final KeyValueEntry entry, final MutableDirectBuffer result)
    {
        if (entry == null)
        {
            return encode(result, KeyValueStatus.NOT_FOUND, 0);
        }
        if (KeyValueResult.LENGTH_MIN + entry.valueLength() > result.capacity())
        {
            return encode(result, KeyValueStatus.TOO_LARGE, entry.version());
        }
        return encode(result, KeyValueStatus.OK, entry.version(), entry.value(), entry.valueLength());
    }

    private int compareVersionAndSet(final KeyValueEntry entry, final MutableDirectBuffer result)
    {
        final long version = entry == null ? 0 : entry.version();
        return version == command.expectedVersion() ?
            put(entry, result) : encode(result, KeyValueStatus.CONFLICT, version);
    }

    private int compareValueAndSet(final KeyValueEntry entry, final MutableDirectBuffer result)
    {
        if (entry == null)
        {
            return encode(result, KeyValueStatus.NOT_FOUND, 0);
        }
        return entry.hasValue(command.buffer(), command.expectedOffset(), command.expectedLength()) ?
            put(entry, result) : encode(result, KeyValueStatus.CONFLICT, entry.version());
    }

    private int put(final KeyValueEntry existing, final MutableDirectBuffer result)
    {
        final boolean isNew = existing == null;
        final long bytesAdded = isNew ?
            command.keyLength() + command.valueLength() : command.valueLength() - existing.valueLength();
        if (byteCount + bytesAdded > bytesMax || (isNew && entries.size() == entriesMax))
        {
            return encode(result, KeyValueStatus.FULL, isNew ? 0 : existing.version());
        }
        final KeyValueEntry entry = isNew ? insert() : existing;
        digest -= entry.digest();
        frozen.beforeChange(entry);
        entry.write(command.buffer(), command.valueOffset(), command.valueLength());
        digest += entry.digest();
        byteCount += bytesAdded;
        return encode(result, KeyValueStatus.OK, entry.version());
    }

    private KeyValueEntry insert()
    {
        final KeyValueEntry entry = new KeyValueEntry(lookup.copy());
        entries.put(entry.key(), entry);
        frozen.add(entry);
        return entry;
    }

    private int delete(final KeyValueEntry entry, final MutableDirectBuffer result)
    {
        if (entry == null)
        {
            return encode(result, KeyValueStatus.NOT_FOUND, 0);
        }
        entries.remove(lookup);
        frozen.remove(entry);
        digest -= entry.digest();
        byteCount -= lookup.length() + entry.valueLength();
        return encode(result, KeyValueStatus.OK, 0);
    }

    private int encode(final MutableDirectBuffer result, final KeyValueStatus status, final long version)
    {
        return encode(result, status, version, NOTHING, 0);
    }

    private int encode(
        final MutableDirectBuffer result,
        final KeyValueStatus status,
        final long version,
        final DirectBuffer value,
        final int valueLength)
    {
        resultEncoder.wrapAndApplyHeader(result, 0, headerEncoder)
            .version(version)
            .status(status)
            .putValue(value, 0, valueLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + resultEncoder.encodedLength();
    }
}
