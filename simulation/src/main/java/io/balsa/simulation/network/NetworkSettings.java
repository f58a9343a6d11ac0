package io.balsa.simulation.network;

import java.util.SplittableRandom;

/**
 * How the network behaves, apart from what the kernel blocks, clogs and closes by name.
 *
 * @param members         links between members, those for snapshots apart.
 * @param snapshots       links between members for bytes of snapshots.
 * @param clients         links between clients and members.
 * @param framesLengthMax most bytes of frames in one message, a multiple of a frame's alignment.
 */
public record NetworkSettings(
    LinkSettings members, LinkSettings snapshots, LinkSettings clients, int framesLengthMax)
{
    /** What a packet of 8 KiB takes, the default of the real transport. */
    public static final int FRAMES_LENGTH_MAX_DEFAULT = 8088;

    /**
     * A network in which all links between members behave alike.
     *
     * @param members         links between members.
     * @param clients         links between clients and members.
     * @param framesLengthMax most bytes of frames in one message, a multiple of a frame's alignment.
     */
    public NetworkSettings(final LinkSettings members, final LinkSettings clients, final int framesLengthMax)
    {
        this(members, members, clients, framesLengthMax);
    }

    /**
     * A network without faults.
     *
     * @return new settings.
     */
    public static NetworkSettings calm()
    {
        return new NetworkSettings(new LinkSettings(), new LinkSettings(), FRAMES_LENGTH_MAX_DEFAULT);
    }

    /**
     * Draw the faults of one run.
     *
     * @param random of the run.
     * @return new settings.
     */
    public static NetworkSettings draw(final SplittableRandom random)
    {
        return new NetworkSettings(
            LinkSettings.drawForMembers(random), LinkSettings.drawForClients(random), FRAMES_LENGTH_MAX_DEFAULT);
    }
}
