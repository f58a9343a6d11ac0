package io.balsa.log.mmap;

import java.util.List;

/**
 * What was found on disk, checked.
 *
 * @param segments  of the log; empty in a new directory.
 * @param terms     of its entries.
 * @param watermark the newest that was found, and what the next one says.
 * @param resets    markers of a removal of all entries that was begun; then there are no segments, and watermark and
 *                  terms tell where the log is to begin.
 */
record RecoveredLog(SegmentList segments, TermTable terms, Watermark watermark, List<String> resets)
{
}
