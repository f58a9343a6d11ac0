package io.balsa.bench.open;

import io.balsa.log.mmap.MemberStorage;

import java.io.File;

/**
 * Opens the log of a directory once and prints how long that took. It is the whole process, as the start of a member:
 * no code has been compiled before.
 */
final class OpenProbe
{
    static final long CLUSTER_ID = 1;
    static final int MEMBER_ID = 0;
    static final int PAYLOAD_LENGTH = 128;

    private OpenProbe()
    {
    }

    /**
     * Open, print time in ns, last index and number of trusted segments, and close.
     *
     * @param args directory, length of new segments in bytes, whether to verify all.
     */
    public static void main(final String[] args)
    {
        final long startNs = System.nanoTime();
        try (MemberStorage storage = MemberStorage.open(context(new File(args[0]), Integer.parseInt(args[1]))
            .verifyAll(Boolean.parseBoolean(args[2]))))
        {
            final long openNs = System.nanoTime() - startNs;
            System.out.println(openNs + " " + storage.log().lastIndex() + " " + storage.log().trustedSegmentCount());
        }
    }

    static MemberStorage.Context context(final File directory, final int segmentLength)
    {
        return new MemberStorage.Context()
            .directory(directory).clusterId(CLUSTER_ID).memberId(MEMBER_ID).segmentLength(segmentLength)
            .payloadLengthMax(PAYLOAD_LENGTH);
    }
}
