package io.balsa.log.repair;

import org.agrona.DirectBuffer;

/** Interim: the shape of the file-level repair. */
interface LogRepair
{
    Damage damage();

    void write(int pieceOffset, DirectBuffer buffer, int offset, int length);

    boolean complete();

    void startOver();
}
