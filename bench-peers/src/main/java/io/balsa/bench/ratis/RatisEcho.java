package io.balsa.bench.ratis;

import io.balsa.bench.peer.AppliedCommands;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/** Answers every command with the command. */
final class RatisEcho extends BaseStateMachine
{
    private final AppliedCommands applied;

    RatisEcho(final AppliedCommands applied)
    {
        this.applied = applied;
    }

    static long number(final ByteString command)
    {
        return command.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(final TransactionContext transaction)
    {
        final LogEntryProto entry = transaction.getLogEntry();
        final ByteString command = entry.getStateMachineLogEntry().getLogData();
        applied.apply(number(command));
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.valueOf(command));
    }

    /** Asked by a client to find the leader. */
    @Override
    public CompletableFuture<Message> query(final Message request)
    {
        return CompletableFuture.completedFuture(Message.EMPTY);
    }
}
