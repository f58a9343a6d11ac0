package io.balsa.log.mmap;

/** Is told how far a check of a log has come. */
@FunctionalInterface
public interface VerificationProgress
{
    /**
     * Some more was checked.
     *
     * @param checkedBytes so far.
     * @param totalBytes   of all segments, used or not.
     */
    void onChecked(long checkedBytes, long totalBytes);
}
