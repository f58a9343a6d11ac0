package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.log.mmap.CorruptStorageException;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Holds the bytes of a snapshot, as they come, against its manifest. */
final class ContentCheck implements SnapshotStream.PartHandler
{
    private final SnapshotContent content;
    private final Manifest manifest;
    private final CRC32C crc = new CRC32C();
    private final List<SnapshotFinding> findings = new ArrayList<>();
    /** The file that is under way: 0 is the manifest. */
    private int file;
    private long fileLength;

    ContentCheck(final SnapshotContent content, final Manifest manifest)
    {
        this.content = content;
        this.manifest = manifest;
    }

    @Override
    public void onPart(final UnsafeBuffer buffer, final int offset, final int length)
    {
        int done = 0;
        while (done < length)
        {
            final int part = (int)Math.min(length - done, expectedLength() - fileLength);
            final int at = offset + done;
            crc.update(buffer.byteBuffer().duplicate().limit(at + part).position(at));
            done += part;
            fileLength += part;
            if (fileLength == expectedLength())
            {
                endFile();
            }
        }
    }

    /** No more comes, for the rest cannot be read. */
    void interrupted(final String reason)
    {
        findings.add(new SnapshotFinding(fileName(), reason));
    }

    List<SnapshotFinding> findings()
    {
        return findings;
    }

    /** To be called behind the last byte. */
    void throwIfDamaged(final String location)
    {
        if (!findings.isEmpty())
        {
            throw new CorruptStorageException(location + "/" + findings.get(0).fileName() + " is damaged: " +
                findings.get(0).text() + "; restore or delete the snapshot");
        }
    }

    private void endFile()
    {
        if (crc.getValue() != expectedChecksum())
        {
            findings.add(new SnapshotFinding(fileName(), "its checksum does not hold"));
        }
        crc.reset();
        file++;
        fileLength = 0;
    }

    private long expectedLength()
    {
        return 0 == file ? content.manifestLength() : manifest.files().get(file - 1).sum().length();
    }

    private long expectedChecksum()
    {
        return 0 == file ? content.checksum() : manifest.files().get(file - 1).sum().checksum();
    }

    private String fileName()
    {
        return 0 == file ? SnapshotLayout.MANIFEST : SnapshotLayout.records(file - 1);
    }
}
