package io.balsa.bench.bare;

import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;

import java.io.IOException;

/** The process of one party but the client. */
final class BareMember
{
    static final String LEADER = "leader";

    private static final int FAILED = 1;

    private BareMember()
    {
    }

    /**
     * Run until the standard input ends.
     *
     * @param args as {@link BareSettings#toArgs(String)} makes them; the party is the leader or the number of a
     *             follower.
     */
    public static void main(final String[] args) throws IOException
    {
        final BareSettings settings = BareSettings.parse(args);
        try (BareParty party = new BareParty(settings, args[0], BareMember::onError))
        {
            Parent.serve(
                () -> ProcessFigures.ofThisProcess(party.forces(), settings.sentBytes(args[0])), party::position);
        }
    }

    private static void onError(final Throwable error)
    {
        System.err.println("bench: " + error);
        Runtime.getRuntime().halt(FAILED);
    }
}
