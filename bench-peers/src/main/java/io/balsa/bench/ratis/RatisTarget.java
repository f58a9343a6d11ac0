package io.balsa.bench.ratis;

import io.balsa.bench.BenchException;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.peer.ReplyQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;

/** A client that sends each command with its asynchronous call. */
final class RatisTarget implements Target
{
    private final BiConsumer<RaftClientReply, Throwable> onReply = this::onReply;
    private final ReplyQueue replies;
    private final MessageHandler reader;
    private final RaftClient client;
    private final RaftPeerId leaderId;

    /**
     * Find the leader.
     *
     * @param cluster that it leads.
     * @param replies where answers come in.
     * @param handler told of answers.
     */
    RatisTarget(final RatisCluster cluster, final ReplyQueue replies, final ReplyHandler handler)
    {
        this.replies = replies;
        reader = ReplyQueue.reader(handler);
        client = RaftClient.newBuilder()
            .setRaftGroup(cluster.group()).setProperties(cluster.clientProperties()).build();
        try
        {
            leaderId = client.io().sendReadOnly(Message.EMPTY).getServerId();
        }
        catch (final IOException ex)
        {
            throw new BenchException("the cluster has no leader: " + ex, ex);
        }
    }

    int leaderId()
    {
        return Integer.parseInt(leaderId.toString());
    }

    int leaderChanges()
    {
        return leaderId.equals(client.getLeaderId()) ? 0 : 1;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Whatever becomes of it is told to onReply.
    public boolean offer(final DirectBuffer buffer, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        client.async().send(Message.valueOf(UnsafeByteOperations.unsafeWrap(bytes))).whenComplete(onReply);
        return true;
    }

    private void onReply(final RaftClientReply reply, final Throwable error)
    {
        if (error != null)
        {
            replies.fail(error);
        }
        else if (reply.isSuccess())
        {
            replies.put(RatisEcho.number(reply.getMessage().getContent()));
        }
        else
        {
            replies.fail(reply.getException());
        }
    }

    @Override
    public int poll()
    {
        return replies.poll(reader);
    }

    @Override
    public void close()
    {
        try
        {
            client.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
