package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;

/** Makes a snapshot that another member gave the state of this one. On the store's thread. */
public interface SnapshotInstaller
{
    /**
     * Whether what was received last is not in place yet, nor given up. Nothing else is fetched meanwhile.
     *
     * @return true if so.
     */
    boolean isBusy();

    /**
     * A snapshot is published here: make its state ready, and hand it to the duty cycle.
     *
     * @param content of the snapshot.
     * @throws RuntimeException of one line when its state cannot be made.
     */
    void onReceived(SnapshotContent content);
}
