package io.balsa.bench.cluster;

import io.balsa.bench.process.ProcessFigures;

import java.util.Map;

/** The members of a cluster that runs. */
interface Members extends AutoCloseable
{
    /** What they and the client have used, by role. */
    Map<String, ProcessFigures> figures(int leaderId);

    /** Complain if one has ended. */
    void checkRunning();

    /** Have all end in good order. */
    void stop();

    /** Leave nothing behind. */
    @Override
    void close();
}
