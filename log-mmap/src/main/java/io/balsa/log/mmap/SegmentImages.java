package io.balsa.log.mmap;

/**
 * The two images of a log: one for the segment that takes entries, one for the segment before it until that is sealed.
 * Reserved when the log is opened, never later.
 */
final class SegmentImages
{
    private static final int IMAGE_COUNT = 2;

    private final SegmentImage[] images = new SegmentImage[IMAGE_COUNT];
    private final SegmentImage[] free = new SegmentImage[IMAGE_COUNT];
    private int freeCount;

    /**
     * Reserve the memory.
     *
     * @param segmentLength of the longest segment of the log in bytes.
     */
    SegmentImages(final int segmentLength)
    {
        try
        {
            for (int i = 0; i < IMAGE_COUNT; i++)
            {
                images[i] = new SegmentImage(segmentLength);
                give(images[i]);
            }
        }
        catch (final OutOfMemoryError e)
        {
            close();
            throw new StorageException(
                "no room for " + IMAGE_COUNT + " images of segments of " + segmentLength +
                " bytes in direct memory: " + e.getMessage() +
                "; raise -XX:MaxDirectMemorySize or lower segmentLength", e);
        }
    }

    boolean isEmpty()
    {
        return 0 == freeCount;
    }

    /** An image that no segment uses; there must be one. */
    SegmentImage take()
    {
        return free[--freeCount];
    }

    void give(final SegmentImage image)
    {
        free[freeCount++] = image;
    }

    void close()
    {
        for (final SegmentImage image : images)
        {
            if (null != image)
            {
                image.close();
            }
        }
    }
}
