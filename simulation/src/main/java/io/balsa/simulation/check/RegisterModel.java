package io.balsa.simulation.check;

/**
 * A register that is read, written and compared-and-set.
 */
public final class RegisterModel implements Model
{
    private static final byte READ = 0;
    private static final byte WRITE = 1;
    private static final byte COMPARE_AND_SET = 2;

    private final byte[] kinds = new byte[Linearizability.OPERATIONS_MAX];
    private final long[] expecteds = new long[Linearizability.OPERATIONS_MAX];
    private final long[] values = new long[Linearizability.OPERATIONS_MAX];
    private final long[] results = new long[Linearizability.OPERATIONS_MAX];
    private final long initialValue;

    /**
     * A register with a value.
     *
     * @param initialValue before any operation.
     */
    public RegisterModel(final long initialValue)
    {
        this.initialValue = initialValue;
    }

    /**
     * An operation is a read.
     *
     * @param operation number of the operation.
     */
    public void read(final int operation)
    {
        kinds[operation] = READ;
    }

    /**
     * An operation is a write.
     *
     * @param operation number of the operation.
     * @param value     written.
     */
    public void write(final int operation, final long value)
    {
        kinds[operation] = WRITE;
        values[operation] = value;
    }

    /**
     * An operation writes a value if it finds another.
     *
     * @param operation number of the operation.
     * @param expected  to be found.
     * @param value     to be written.
     */
    public void compareAndSet(final int operation, final long expected, final long value)
    {
        kinds[operation] = COMPARE_AND_SET;
        expecteds[operation] = expected;
        values[operation] = value;
    }

    /**
     * What an operation returned.
     *
     * @param operation number of the operation.
     * @param result    value of a read; 1 or 0 for a compare-and-set that wrote or did not; any for a write.
     */
    public void result(final int operation, final long result)
    {
        results[operation] = result;
    }

    @Override
    public long initialState()
    {
        return initialValue;
    }

    @Override
    public boolean isLegal(final long state, final int operation)
    {
        return switch (kinds[operation])
        {
            case READ -> results[operation] == state;
            case WRITE -> true;
            default -> (results[operation] != 0) == (expecteds[operation] == state);
        };
    }

    @Override
    public long next(final long state, final int operation)
    {
        return switch (kinds[operation])
        {
            case READ -> state;
            case WRITE -> values[operation];
            default -> expecteds[operation] == state ? values[operation] : state;
        };
    }
}
