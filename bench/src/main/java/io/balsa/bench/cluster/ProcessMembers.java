package io.balsa.bench.cluster;

import io.balsa.bench.process.Child;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.JavaCommand;
import io.balsa.node.demo.StopRequest;
import org.agrona.CloseHelper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each member in a process of its own. */
final class ProcessMembers implements Members
{
    private final List<Child> children = new ArrayList<>();
    private final ClusterFiles files;

    ProcessMembers(
        final ClusterShape shape, final ClusterFiles files, final RigDirectory directory, final StopRequest stop)
    {
        this.files = files;
        final String stateSlots = Integer.toString(shape.snapshots().stateSlots());
        try
        {
            for (int id = 0; id < shape.members(); id++)
            {
                final String name = "member " + id;
                children.add(Child.start(
                    name,
                    JavaCommand.ofMain(BalsaMember.class, files.writeConfiguration(id).toString(), stateSlots),
                    directory.file("member-" + id + ".err"),
                    stop));
            }
            children.forEach(Child::awaitReady);
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    @Override
    public Map<String, ProcessFigures> figures(final int leaderId)
    {
        final Map<String, ProcessFigures> figures = new LinkedHashMap<>();
        figures.put("leader", children.get(leaderId).figures());
        for (int id = 0; id < children.size(); id++)
        {
            if (id != leaderId)
            {
                figures.put("follower " + figures.size(), children.get(id).figures());
            }
        }
        figures.put("client", ProcessFigures.ofThisProcess(0, files.clientSentBytes()));
        return figures;
    }

    @Override
    public void checkRunning()
    {
        children.forEach(Child::checkRunning);
    }

    @Override
    public void stop()
    {
        children.forEach(Child::stop);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(children);
    }
}
