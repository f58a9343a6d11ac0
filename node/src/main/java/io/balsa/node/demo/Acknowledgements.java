package io.balsa.node.demo;

/**
 * What the cluster has promised: for each command that was acknowledged, under which sequence it was sent, at which
 * index it was applied, and which version of its key it made.
 */
final class Acknowledgements
{
    private final long[] sequences;
    private final long[] indexes;
    private final long[] versions;
    private int count;
    private long lastIndex;

    Acknowledgements(final int commands)
    {
        sequences = new long[commands];
        indexes = new long[commands];
        versions = new long[commands];
    }

    void add(final int number, final long sequence, final long index, final long version)
    {
        if (isAcknowledged(number) || index <= 0)
        {
            throw new DemoException("command " + number + " was acknowledged at index " + index +
                (isAcknowledged(number) ? ", and before that at index " + indexes[number] : ""));
        }
        sequences[number] = sequence;
        indexes[number] = index;
        versions[number] = version;
        count++;
        lastIndex = Math.max(lastIndex, index);
    }

    boolean isAcknowledged(final int number)
    {
        return indexes[number] != 0;
    }

    /** Whether this is what was acknowledged for a command. */
    boolean matches(final int number, final long sequence, final long index, final long version)
    {
        return indexes[number] == index && sequences[number] == sequence && versions[number] == version;
    }

    int count()
    {
        return count;
    }

    /** Highest index of all. */
    long lastIndex()
    {
        return lastIndex;
    }
}
