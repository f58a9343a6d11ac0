package io.balsa.bench.jraft;

import com.alipay.sofa.jraft.RouteTable;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.CliOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.impl.cli.CliClientServiceImpl;
import io.balsa.bench.BenchException;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.peer.ReplyQueue;
import io.balsa.node.demo.StopRequest;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that sends each command to the leader and is called back with its answer. */
final class JraftTarget implements Target, InvokeCallback
{
    private static final int REFRESH_TIMEOUT_MS = 1_000;
    private static final long ANSWER_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final CliClientServiceImpl service = new CliClientServiceImpl();
    private final ReplyQueue replies;
    private final MessageHandler reader;
    private final RpcClient client;
    private final PeerId leader;

    /**
     * Find the leader.
     *
     * @param group   that it leads.
     * @param replies where answers come in.
     * @param handler told of answers.
     * @param stop    ends the waiting.
     */
    JraftTarget(
        final JraftGroup group, final ReplyQueue replies, final ReplyHandler handler, final StopRequest stop)
    {
        this.replies = replies;
        reader = ReplyQueue.reader(handler);
        JraftGroup.register();
        service.init(new CliOptions());
        RouteTable.getInstance().updateConfiguration(JraftGroup.ID, group.configuration());
        while (!hasLeader())
        {
            stop.pause(PAUSE_NS);
        }
        leader = RouteTable.getInstance().selectLeader(JraftGroup.ID);
        client = service.getRpcClient();
    }

    private boolean hasLeader()
    {
        try
        {
            return RouteTable.getInstance().refreshLeader(service, JraftGroup.ID, REFRESH_TIMEOUT_MS).isOk();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", ex);
        }
        catch (final TimeoutException ignored)
        {
            return false;
        }
    }

    PeerId leader()
    {
        return leader;
    }

    @Override
    public boolean offer(final DirectBuffer buffer, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        try
        {
            client.invokeAsync(leader.getEndpoint(), new JraftCommand(bytes), this, ANSWER_TIMEOUT_MS);
            return true;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", ex);
        }
        catch (final RemotingException ex)
        {
            throw new BenchException("the leader takes no commands: " + ex, ex);
        }
    }

    @Override
    public void complete(final Object result, final Throwable error)
    {
        if (error != null)
        {
            replies.fail(error);
        }
        else if (result instanceof JraftCommand answer && answer.isApplied())
        {
            replies.put(answer.number());
        }
        else
        {
            replies.fail(new BenchException("the leader has not applied it"));
        }
    }

    @Override
    public Executor executor()
    {
        return null;
    }

    @Override
    public int poll()
    {
        return replies.poll(reader);
    }

    @Override
    public void close()
    {
        service.shutdown();
    }
}
