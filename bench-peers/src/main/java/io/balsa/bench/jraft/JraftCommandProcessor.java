package io.balsa.bench.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * Takes commands from the client to the leader. On the thread that has read them from the connection, so that they stay
 * in order and none waits for another thread.
 */
final class JraftCommandProcessor implements RpcProcessor<JraftCommand>
{
    private static final JraftCommand NOT_APPLIED = new JraftCommand(new byte[0]);

    private volatile Node node;

    JraftCommandProcessor()
    {
    }

    void node(final Node started)
    {
        node = started;
    }

    @Override
    public void handleRequest(final RpcContext context, final JraftCommand command)
    {
        final Task task = new Task();
        task.setData(ByteBuffer.wrap(command.bytes()));
        task.setDone(new Answer(context, command));
        node.apply(task);
    }

    @Override
    public String interest()
    {
        return JraftCommand.class.getName();
    }

    @Override
    public Executor executor()
    {
        return Runnable::run;
    }

    /** Sends a command back when it was applied. */
    private record Answer(RpcContext context, JraftCommand command) implements Closure
    {
        @Override
        public void run(final Status status)
        {
            context.sendResponse(status.isOk() ? command : NOT_APPLIED);
        }
    }
}
