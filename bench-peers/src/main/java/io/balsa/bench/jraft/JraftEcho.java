package io.balsa.bench.jraft;

import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.error.RaftException;
import io.balsa.bench.peer.AppliedCommands;

import java.nio.ByteBuffer;

/** Answers every command with the command. */
final class JraftEcho extends StateMachineAdapter
{
    private static final int FAILED = 1;

    private final AppliedCommands applied;

    JraftEcho(final AppliedCommands applied)
    {
        this.applied = applied;
    }

    @Override
    public void onApply(final Iterator commands)
    {
        while (commands.hasNext())
        {
            final ByteBuffer command = commands.getData();
            applied.apply(Long.reverseBytes(command.getLong(command.position())));
            if (commands.done() != null)
            {
                commands.done().run(Status.OK());
            }
            commands.next();
        }
    }

    @Override
    public void onError(final RaftException ex)
    {
        System.err.println("bench: " + ex);
        Runtime.getRuntime().halt(FAILED);
    }
}
