package io.balsa.bench.rig;

import io.balsa.node.demo.StopRequest;

/**
 * One of those that are measured side by side.
 */
public interface Contender
{
    /**
     * For reports.
     *
     * @return a short name.
     */
    String name();

    /**
     * How it is set up, for reports.
     *
     * @return one line.
     */
    String settings();

    /**
     * Start all of its processes, new ones each time.
     *
     * @param directory for its files.
     * @param stop      ends the waiting for it.
     * @return what runs; it need not be ready.
     */
    Deployment deploy(RigDirectory directory, StopRequest stop);
}
