package io.balsa.bench.bare;

import io.balsa.bench.process.ProcessFigures;

import java.util.Map;

/** The parties of a bare path that runs, but for the client: the leader first. */
interface BareParties extends AutoCloseable
{
    /** What they and the client have used, by role. */
    Map<String, ProcessFigures> figures();

    /** Commands that a party has. */
    long position(int party);

    /** Complain if one has ended. */
    void checkRunning();

    /** Have all end in good order. */
    void stop();

    /** Leave nothing behind. */
    @Override
    void close();
}
