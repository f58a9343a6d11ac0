package io.balsa.log.mmap;

/** What a reader of the directory knows of the member that writes it. */
public enum MemberState
{
    /** It has told lately that it runs. */
    RUNNING,

    /** It has not told for a while that it runs, and not that it has ended: it was killed, or it hangs. */
    SILENT,

    /** It has ended in good order. */
    CLOSED
}
