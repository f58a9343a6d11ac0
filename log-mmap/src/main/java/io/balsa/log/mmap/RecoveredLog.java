package io.balsa.log.mmap;

/**
 * What was found on disk, checked.
 *
 * @param segments  of the log; empty in a new directory.
 * @param terms     of its entries.
 * @param watermark the newest that was found, and what the next one says.
 */
record RecoveredLog(SegmentList segments, TermTable terms, Watermark watermark)
{
}
