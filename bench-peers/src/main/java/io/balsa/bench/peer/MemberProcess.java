package io.balsa.bench.peer;

/** The life of a member's process: it ends when it has run, also where a library has left threads behind. */
public final class MemberProcess
{
    private static final int FAILED = 1;

    private MemberProcess()
    {
    }

    /**
     * Run a member and end the process.
     *
     * @param member to run, until the standard input ends.
     */
    public static void run(final Member member)
    {
        try
        {
            member.run();
        }
        catch (final Exception ex)
        {
            ex.printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
        System.exit(0);
    }

    /** A member. */
    @FunctionalInterface
    public interface Member
    {
        /**
         * Run until the standard input ends.
         *
         * @throws Exception when it cannot go on.
         */
        void run() throws Exception;
    }
}
