package io.balsa.archive;

import io.balsa.consensus.port.SnapshotMetadata;

import java.util.ArrayList;
import java.util.List;

/**
 * What the manifest of a snapshot says, which holds.
 *
 * @param clusterId      of the cluster whose snapshot it is.
 * @param metadata       of the snapshot.
 * @param files          with records, in the order of their numbers.
 * @param recordCount    of all files.
 * @param sessionCount   of the clients that had a session.
 * @param sessionsLength of the section with the sessions in bytes.
 * @param timersLength   of the section with the timers in bytes.
 * @param lengthBytes    of all files, the manifest among them.
 */
public record SnapshotFacts(
    long clusterId,
    SnapshotMetadata metadata,
    List<RecordFileFacts> files,
    long recordCount,
    int sessionCount,
    int sessionsLength,
    int timersLength,
    long lengthBytes)
{
    static SnapshotFacts of(final Manifest manifest, final long manifestLength)
    {
        final List<RecordFileFacts> files = new ArrayList<>();
        for (int i = 0; i < manifest.files().size(); i++)
        {
            final Manifest.RecordFileEntry entry = manifest.files().get(i);
            files.add(new RecordFileFacts(
                SnapshotLayout.records(i), entry.sum().length(), entry.recordCount(), entry.sum().checksum()));
        }
        return new SnapshotFacts(
            manifest.clusterId(),
            manifest.metadata(),
            List.copyOf(files),
            manifest.recordCount(),
            SessionSections.sessionCount(manifest.sessions()),
            manifest.sessions().capacity(),
            manifest.timers().capacity(),
            manifestLength + manifest.filesLength());
    }
}
