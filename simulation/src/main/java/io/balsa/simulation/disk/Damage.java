package io.balsa.simulation.disk;

/**
 * Bytes of the device that are not what was written to them.
 *
 * @param what   was done to them.
 * @param name   of the file at that time.
 * @param offset of the first damaged byte in the file.
 * @param length in bytes.
 */
public record Damage(Kind what, String name, int offset, int length)
{
    /** What can be done to bytes. */
    public enum Kind
    {
        /** One bit is turned over. */
        FLIPPED_BIT,

        /** A sector reads as zeros. */
        ZEROED_SECTOR,

        /** A sector reads as another one, of the same or another file. */
        REPLACED_SECTOR,

        /** A write that was reported as done did not reach this sector. */
        LOST_WRITE,

        /** A write meant for another sector landed in this one. */
        MISDIRECTED_WRITE
    }
}
