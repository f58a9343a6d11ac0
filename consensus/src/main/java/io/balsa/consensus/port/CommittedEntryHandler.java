package io.balsa.consensus.port;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import org.agrona.DirectBuffer;

/** Receives the committed entries of a log, in the order of their indexes. */
@FunctionalInterface
public interface CommittedEntryHandler
{
    /**
     * An entry. All arguments may be used until the method returns. When it throws, the entry counts as not delivered.
     *
     * @param header of the entry: its index, term, type, session and the others.
     * @param buffer that holds the payload, in place: the mapped file. Not to be written.
     * @param offset of the payload in bytes.
     * @param length of the payload in bytes.
     */
    void onEntry(EntryHeaderDecoder header, DirectBuffer buffer, int offset, int length);
}
