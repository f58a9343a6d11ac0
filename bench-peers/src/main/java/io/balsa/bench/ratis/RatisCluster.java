package io.balsa.bench.ratis;

import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.PeerValues;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.netty.NettyConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The cluster that all belong to.
 *
 * @param values of the settings.
 * @param window commands in flight at a time, at most.
 * @param ports  of the members.
 */
record RatisCluster(PeerValues values, int window, List<Integer> ports)
{
    private static final RaftGroupId GROUP_ID = RaftGroupId.valueOf(new UUID(0, 1));
    private static final String HOST = "127.0.0.1";
    private static final String AUTO = "auto";
    private static final int PENDING_MIN = 4096;
    private static final long BYTES_PER_MIB = 1024 * 1024;

    /** Of an election. With the defaults of 150 to 300 ms a machine that is short of cores elects again and again. */
    private static final TimeDuration TIMEOUT_MIN = TimeDuration.valueOf(1, TimeUnit.SECONDS);
    private static final TimeDuration TIMEOUT_MAX = TimeDuration.valueOf(2, TimeUnit.SECONDS);
    private static final TimeDuration FIRST_TIMEOUT_MIN = TimeDuration.valueOf(150, TimeUnit.MILLISECONDS);
    private static final TimeDuration FIRST_TIMEOUT_MAX = TimeDuration.valueOf(600, TimeUnit.MILLISECONDS);
    private static final TimeDuration REQUEST_TIMEOUT = TimeDuration.valueOf(30, TimeUnit.SECONDS);

    static RatisCluster of(final MemberPlan plan)
    {
        return new RatisCluster(
            PeerValues.parse(RatisSetting.values(), plan.values()), plan.window(), plan.ports());
    }

    RaftGroup group()
    {
        return RaftGroup.valueOf(GROUP_ID, IntStream.range(0, ports.size())
            .mapToObj(id -> RaftPeer.newBuilder().setId(peerId(id)).setAddress(HOST + ":" + ports.get(id)).build())
            .toArray(RaftPeer[]::new));
    }

    static RaftPeerId peerId(final int memberId)
    {
        return RaftPeerId.valueOf(Integer.toString(memberId));
    }

    private SupportedRpcType rpcType()
    {
        final String rpc = values.text(RatisSetting.RPC);
        return rpc.equals(AUTO) ? window == 1 ? SupportedRpcType.NETTY : SupportedRpcType.GRPC :
            values.choice(RatisSetting.RPC, SupportedRpcType.class);
    }

    RaftProperties clientProperties()
    {
        final RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, rpcType());
        RaftClientConfigKeys.Async.setOutstandingRequestsMax(properties, window + 1);
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, REQUEST_TIMEOUT);
        return properties;
    }

    RaftProperties memberProperties(final MemberPlan plan)
    {
        final RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, rpcType());
        final int port = ports.get(plan.memberId());
        GrpcConfigKeys.Server.setHost(properties, HOST);
        GrpcConfigKeys.Server.setPort(properties, port);
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(
            properties, values.number(RatisSetting.OUTSTANDING_APPENDS));
        NettyConfigKeys.Server.setHost(properties, HOST);
        NettyConfigKeys.Server.setPort(properties, port);

        RaftServerConfigKeys.setStorageDir(properties, List.of(plan.directory().toFile()));
        RaftServerConfigKeys.setSleepDeviationThreshold(properties, TIMEOUT_MAX);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TIMEOUT_MIN);
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TIMEOUT_MAX);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, FIRST_TIMEOUT_MIN);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, FIRST_TIMEOUT_MAX);
        RaftServerConfigKeys.Write.setElementLimit(properties, Math.max(PENDING_MIN, 2 * window));

        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, !plan.isForced());
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(
            properties, plan.isForced() && values.isSet(RatisSetting.ASYNC_FLUSH));
        RaftServerConfigKeys.Log.setSegmentSizeMax(
            properties, SizeInBytes.valueOf(BYTES_PER_MIB * values.number(RatisSetting.SEGMENT_MIB)));
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties,
            TimeDuration.valueOf(values.number(RatisSetting.APPENDER_WAIT_MS), TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Log.Appender.setBufferElementLimit(
            properties, values.number(RatisSetting.APPENDER_ENTRIES));
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        return properties;
    }
}
