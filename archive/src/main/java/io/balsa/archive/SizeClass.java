package io.balsa.archive;

/**
 * Records of about the same length, within a factor of four, share files: Chronicle Map lays a file out for one length
 * and wastes room on records that are much shorter, and has none for those that are much longer.
 */
final class SizeClass
{
    /** The most classes: lengths are less than 2^32. */
    static final int COUNT = 16;

    private static final long FIRST_FILE_LENGTH = 256 * 1024;

    /** What a short record takes in a file besides its bytes, about. */
    private static final int RECORD_OVERHEAD = 40;

    /** From so many records on a file has room for one that is four times as long as the mean. */
    private static final long RECORDS_FEW = 8;

    /** Nothing may be 0 for Chronicle Map. */
    private static final double LENGTH_MEAN_MIN = 0.5;

    private long nextFileLength = FIRST_FILE_LENGTH;
    private long recordCount;
    private long keyBytes;
    private long valueBytes;
    private RecordFile file;

    static int of(final long recordLength)
    {
        return (Long.SIZE - Long.numberOfLeadingZeros(recordLength)) / 2;
    }

    /** The file that is being written, null before the first. */
    RecordFile file()
    {
        return file;
    }

    void file(final RecordFile file)
    {
        this.file = file;
    }

    void onStored(final int keyLength, final int valueLength)
    {
        recordCount++;
        keyBytes += keyLength;
        valueBytes += valueLength;
    }

    /** How the next file is to be made; each is twice the one before, within limits. */
    FilePlan plan(final int keyLength, final int valueLength, final long fileLengthMax, final long fileRecordsMax)
    {
        final double keyLengthMean = mean(keyBytes, keyLength);
        final double valueLengthMean = mean(valueBytes, valueLength);
        final long length = Math.min(nextFileLength, fileLengthMax);
        nextFileLength = 2 * length;
        final long records = records(length, keyLengthMean + valueLengthMean, fileRecordsMax);
        return records < RECORDS_FEW ?
            planFor(keyLength, valueLength, records) :
            new FilePlan(records, keyLengthMean, valueLengthMean);
    }

    /** How the first file is to be made where it is known what comes. */
    static FilePlan planHinted(
        final long recordCount,
        final double recordLengthMean,
        final int keyLength,
        final long fileLengthMax,
        final long fileRecordsMax)
    {
        return new FilePlan(
            Math.min(recordCount, records(fileLengthMax, recordLengthMean, fileRecordsMax)),
            keyLength,
            Math.max(recordLengthMean - keyLength, LENGTH_MEAN_MIN));
    }

    /** A file that holds a record of that length for sure. */
    static FilePlan planFor(final int keyLength, final int valueLength, final long records)
    {
        return new FilePlan(records, keyLength, Math.max(valueLength, LENGTH_MEAN_MIN));
    }

    private double mean(final long bytes, final int length)
    {
        return Math.max((double)(bytes + length) / (recordCount + 1), LENGTH_MEAN_MIN);
    }

    private static long records(final long fileLength, final double recordLengthMean, final long fileRecordsMax)
    {
        return Math.max(1, Math.min(fileRecordsMax, (long)(fileLength / (recordLengthMean + RECORD_OVERHEAD))));
    }

    /**
     * How a file is to be made.
     *
     * @param records         that it has room for.
     * @param keyLengthMean   in bytes.
     * @param valueLengthMean in bytes.
     */
    record FilePlan(long records, double keyLengthMean, double valueLengthMean)
    {
    }
}
