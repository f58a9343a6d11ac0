package io.balsa.consensus.port;

/**
 * Keeps the current term and the vote across restarts (paper, figure 2: persistent state). Term and vote are one atomic
 * record: after a crash either the old or the new pair is found.
 * <p>
 * Like the log it never makes the duty cycle wait: {@link #store} starts a write, {@link #pollStored()} tells its end.
 * A failed write throws from {@code pollStored()} and the member must stop.
 */
public interface TermStateStore extends AutoCloseable
{
    /** Stands for "no vote in this term". */
    int NULL_MEMBER = -1;

    /**
     * The newest term that is durable.
     *
     * @return the term, 0 when none was ever stored.
     */
    long term();

    /**
     * The vote that belongs to {@link #term()}.
     *
     * @return member id or {@link #NULL_MEMBER}.
     */
    int votedFor();

    /**
     * The term entered when the log lost entries that were acknowledged. While the last durable entry has a lower term
     * the member is fenced: it gives no vote and does not stand for election. {@link #store} keeps the value.
     *
     * @return the term, 0 when nothing was ever lost.
     */
    long fencedTerm();

    /**
     * Start making a term and vote durable.
     *
     * @param term     at least {@link #term()}.
     * @param votedFor member id or {@link #NULL_MEMBER}.
     * @return false, and nothing is done, while an earlier write is under way.
     */
    boolean store(long term, int votedFor);

    /**
     * Whether a write has ended since the last call. Then {@link #term()} and {@link #votedFor()} are its values.
     *
     * @return true once for each write that became durable.
     */
    boolean pollStored();

    /** Release the file. */
    @Override
    void close();
}
