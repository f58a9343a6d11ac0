package io.balsa.bench.peer;

import io.balsa.node.PeerMedia;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.ExitCode;

/** What peers have in common that are reached over TCP alone. */
public final class TcpPeer
{
    private TcpPeer()
    {
    }

    /**
     * Complain about a workload that needs shared memory.
     *
     * @param peer     that is asked to bear it.
     * @param workload to look at.
     * @throws CommandException if so.
     */
    public static void check(final Peer peer, final Workload workload)
    {
        if (workload.ingress() == PeerMedia.IPC)
        {
            throw new CommandException(ExitCode.USAGE,
                "--ingress=ipc: " + peer.name() + " is reached over TCP alone; leave it out of --peers");
        }
    }
}
