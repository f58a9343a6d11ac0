package io.balsa.node.demo;

/**
 * The members of a demonstration. Calls for different members may come from different threads.
 */
interface DemoMembers extends AutoCloseable
{
    /** Start a member that does not run. It need not be ready yet. */
    void start(int memberId);

    /** End a member at once, without waiting until it has ended. */
    void kill(int memberId);

    /** Whether a member that was killed has ended. */
    boolean isGone(int memberId);

    /** Complain if a member has ended that nobody has killed. */
    void checkRunning();

    /** Tell all members to stop, and wait until they have. */
    void stopAll();

    /** Leave nothing behind, whatever state the members are in. */
    @Override
    void close();
}
