package io.balsa.log.mmap;

/** Entries of a log are damaged or missing. They are never cut and never served; {@link LogRepair} brings them back. */
public final class DamagedLogException extends CorruptStorageException
{
    private static final long serialVersionUID = 1L;

    /** What is damaged. */
    private final transient Damage damage;

    /**
     * With what is damaged.
     *
     * @param location of the directory.
     * @param damage   that was found.
     */
    public DamagedLogException(final String location, final Damage damage)
    {
        super(
            location + "/" + damage.segmentName() + " is damaged at offset " + damage.fromOffset() + ", index " +
            (damage.afterIndex() + 1) + ": " + damage.reason() +
            "; nothing was cut, repair the log from another member (balsa log repair) or restore the directory");
        this.damage = damage;
    }

    /**
     * What is damaged.
     *
     * @return the damage; null when the exception was serialized.
     */
    public Damage damage()
    {
        return damage;
    }
}
