package io.balsa.bench.load;

/**
 * Told what a target has answered.
 */
@FunctionalInterface
public interface ReplyHandler
{
    /**
     * A command was answered.
     *
     * @param number that the answer begins with: the one that {@link Load} began the command with.
     */
    void onReply(long number);
}
