package io.balsa.bench.part;

import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.transport.wire.EgressDecoder;
import io.balsa.transport.wire.EgressEncoder;
import io.balsa.transport.wire.IngressDecoder;
import io.balsa.transport.wire.IngressEncoder;
import io.balsa.transport.wire.PeerMessageDecoder;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.WireCounters;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The messages of a commit of 128 bytes: written, then checked, read and passed on, checksums included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class CodecBenchmark
{
    private static final int PAYLOAD_LENGTH = 128;
    private static final int FRAME_LENGTH = EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + PAYLOAD_LENGTH);
    private static final long CLUSTER_ID = 1;
    private static final int SESSION_WINDOW = 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(1024));
    private final UnsafeBuffer payload = new UnsafeBuffer(ByteBuffer.allocateDirect(FRAME_LENGTH));
    private final MessageSink sink = new MessageSink();
    private final WireCounters counters = new WireCounters();
    private final PeerMessageEncoder peerEncoder = new PeerMessageEncoder(CLUSTER_ID, 1);
    private final PeerMessageDecoder peerDecoder = new PeerMessageDecoder(CLUSTER_ID, new int[]{1, 2}, counters);
    private final IngressEncoder ingressEncoder = new IngressEncoder(CLUSTER_ID, "", 1);
    private final IngressDecoder<MessageSink> ingressDecoder = new IngressDecoder<>(sink, counters, PAYLOAD_LENGTH);
    private final EgressEncoder egressEncoder = new EgressEncoder(1, PAYLOAD_LENGTH, SESSION_WINDOW);
    private final EgressDecoder egressDecoder = new EgressDecoder();
    private long index;

    /** Create the benchmark. */
    public CodecBenchmark()
    {
    }

    /**
     * A command, from client to leader.
     *
     * @return how many have arrived.
     */
    @Benchmark
    public long command()
    {
        index++;
        ingressEncoder.commandHeader(buffer, 0, 1, index, index - 1, PAYLOAD_LENGTH);
        buffer.putBytes(IngressEncoder.COMMAND_HEADER_LENGTH, payload, 0, PAYLOAD_LENGTH);
        ingressDecoder.onMessage(sink, buffer, 0, IngressEncoder.COMMAND_HEADER_LENGTH + PAYLOAD_LENGTH);
        return sink.count(index);
    }

    /**
     * An entry, from leader to follower.
     *
     * @return how many have arrived.
     */
    @Benchmark
    public long appendEntries()
    {
        index++;
        peerEncoder.appendEntries(buffer, 0, 1, index - 1, 1, index - 1, index, 0);
        peerEncoder.frames(payload, 0, FRAME_LENGTH);
        peerDecoder.onMessage(sink, buffer, 0, PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH + FRAME_LENGTH);
        return sink.count(index);
    }

    /**
     * An acknowledgement, from follower to leader.
     *
     * @return how many have arrived.
     */
    @Benchmark
    public long appendResponse()
    {
        index++;
        peerEncoder.appendResponse(buffer, 0, 1, index, index, index, -1, 0, 0);
        peerDecoder.onMessage(sink, buffer, 0, PeerMessageEncoder.APPEND_RESPONSE_LENGTH);
        return sink.count(index);
    }

    /**
     * A reply, from leader to client.
     *
     * @return how many have arrived.
     */
    @Benchmark
    public long reply()
    {
        index++;
        egressEncoder.replyHeader(buffer, 0, 1, index, index, 1, 1, OutcomeCode.OK, PAYLOAD_LENGTH);
        buffer.putBytes(EgressEncoder.REPLY_HEADER_LENGTH, payload, 0, PAYLOAD_LENGTH);
        egressDecoder.onMessage(sink, 1, buffer, 0, EgressEncoder.REPLY_HEADER_LENGTH + PAYLOAD_LENGTH);
        return sink.count(index);
    }
}
