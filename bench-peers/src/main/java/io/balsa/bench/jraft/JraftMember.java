package io.balsa.bench.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.log.RocksDBSegmentLogStorage;
import io.balsa.bench.peer.AppliedCommands;
import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.MemberProcess;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import org.agrona.BitUtil;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

import java.io.IOException;
import java.nio.file.Files;

/** The process of one member. */
final class JraftMember
{
    private static final int DISRUPTOR_LENGTH_MIN = 16384;
    private static final int BYTES_PER_KIB = 1024;
    private static final String SEGMENTS = "rocksdb-segment";

    private JraftMember()
    {
    }

    /**
     * Run until the standard input ends.
     *
     * @param args of {@link MemberPlan#toArgs()}.
     */
    public static void main(final String[] args)
    {
        MemberProcess.run(() -> run(MemberPlan.parse(args)));
    }

    private static void run(final MemberPlan plan) throws IOException, InterruptedException
    {
        final JraftGroup group = new JraftGroup(plan.ports());
        final AppliedCommands applied = new AppliedCommands();
        JraftGroup.register();
        Files.createDirectories(plan.directory());

        final RpcServer server = RaftRpcServerFactory.createRaftRpcServer(group.member(plan.memberId()).getEndpoint());
        final JraftCommandProcessor processor = new JraftCommandProcessor();
        server.registerProcessor(processor);
        final RaftGroupService service = new RaftGroupService(
            JraftGroup.ID, group.member(plan.memberId()), options(plan, group, applied), server);
        final Node node = service.start();
        processor.node(node);
        final SleepingMillisIdleStrategy pause = new SleepingMillisIdleStrategy();
        while (node.getLeaderId() == null || node.getLeaderId().isEmpty())
        {
            pause.idle();
        }
        Parent.serve(
            () -> ProcessFigures.ofThisProcess(ProcessFigures.UNKNOWN, ProcessFigures.UNKNOWN),
            applied::count,
            applied::digest);
        service.shutdown();
        service.join();
    }

    private static NodeOptions options(final MemberPlan plan, final JraftGroup group, final AppliedCommands applied)
    {
        final PeerValues values = PeerValues.parse(JraftSetting.values(), plan.values());
        final RaftOptions raft = new RaftOptions();
        raft.setSync(plan.isForced());
        raft.setSyncMeta(plan.isForced());
        raft.setOpenStatistics(false);
        raft.setApplyBatch(values.number(JraftSetting.APPLY_BATCH));
        raft.setReplicatorPipeline(values.isSet(JraftSetting.PIPELINE));
        raft.setMaxReplicatorInflightMsgs(values.number(JraftSetting.INFLIGHT));
        raft.setMaxEntriesSize(values.number(JraftSetting.MAX_ENTRIES));
        raft.setMaxAppendBufferSize(BYTES_PER_KIB * values.number(JraftSetting.APPEND_BUFFER_KIB));
        raft.setDisruptorBufferSize(
            BitUtil.findNextPositivePowerOfTwo(Math.max(DISRUPTOR_LENGTH_MIN, 2 * plan.window())));

        final NodeOptions options = new NodeOptions();
        options.setRaftOptions(raft);
        options.setInitialConf(group.configuration());
        options.setFsm(new JraftEcho(applied));
        options.setLogUri(plan.directory().resolve("log").toString());
        options.setRaftMetaUri(plan.directory().resolve("meta").toString());
        if (values.text(JraftSetting.LOG_STORAGE).equals(SEGMENTS))
        {
            options.setServiceFactory(new DefaultJRaftServiceFactory()
            {
                @Override
                public LogStorage createLogStorage(final String uri, final RaftOptions raftOptions)
                {
                    return new RocksDBSegmentLogStorage(uri, raftOptions);
                }
            });
        }
        return options;
    }
}
