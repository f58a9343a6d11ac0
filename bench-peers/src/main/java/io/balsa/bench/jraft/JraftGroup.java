package io.balsa.bench.jraft;

import com.alipay.remoting.CustomSerializerManager;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;

import java.util.List;

/**
 * The group that all belong to.
 *
 * @param ports of the members.
 */
record JraftGroup(List<Integer> ports)
{
    static final String ID = "bench";

    private static final String HOST = "127.0.0.1";

    /** Room for what is on its way, so that nothing is refused for want of it. */
    private static final String WRITE_BUFFER_BYTES = Integer.toString(64 * 1024 * 1024);

    /**
     * What has to be told to Bolt before it is used. It gives what comes in together to any of several threads unless
     * it is told not to, and commands would change their order.
     */
    static void register()
    {
        System.setProperty("bolt.rpc.dispatch-msg-list-in-default-executor", "false");
        System.setProperty("bolt.channel_write_buf_low_water_mark", WRITE_BUFFER_BYTES);
        System.setProperty("bolt.channel_write_buf_high_water_mark", WRITE_BUFFER_BYTES);
        CustomSerializerManager.registerCustomSerializer(JraftCommand.class.getName(), new JraftCommandSerializer());
    }

    PeerId member(final int id)
    {
        return new PeerId(HOST, ports.get(id));
    }

    int memberId(final PeerId member)
    {
        return ports.indexOf(member.getPort());
    }

    Configuration configuration()
    {
        final Configuration configuration = new Configuration();
        for (int id = 0; id < ports.size(); id++)
        {
            configuration.addPeer(member(id));
        }
        return configuration;
    }
}
