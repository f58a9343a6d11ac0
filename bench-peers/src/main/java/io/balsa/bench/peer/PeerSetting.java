package io.balsa.bench.peer;

/**
 * Something that can be set with a peer.
 */
public interface PeerSetting
{
    /** Allowed is any whole number from 0 on. */
    String NUMBER = "N";

    /**
     * How it is asked for.
     *
     * @return lower case, with dashes.
     */
    String key();

    /**
     * What was found to be best.
     *
     * @return a value.
     */
    String best();

    /**
     * What else there is.
     *
     * @return values, separated by bars, or {@link #NUMBER}.
     */
    String allowed();
}
