package io.balsa.bench.bare;

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

/** Each party in a process of its own. */
final class ProcessParties implements BareParties
{
    private final List<Child> children = new ArrayList<>();
    private final BareSettings settings;

    ProcessParties(final BareSettings settings, final RigDirectory directory, final StopRequest stop)
    {
        this.settings = settings;
        try
        {
            start(BareMember.LEADER, directory, stop);
            for (int i = 0; i < settings.shape().followers(); i++)
            {
                start(Integer.toString(i), directory, stop);
            }
            children.forEach(Child::awaitReady);
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    private void start(final String party, final RigDirectory directory, final StopRequest stop)
    {
        children.add(Child.start(
            role(children.size()) + " of the bare path",
            JavaCommand.ofMain(BareMember.class, settings.toArgs(party)),
            directory.file("bare-" + party + ".err"),
            stop));
    }

    private static String role(final int party)
    {
        return party == 0 ? "leader" : "follower " + party;
    }

    @Override
    public Map<String, ProcessFigures> figures()
    {
        final Map<String, ProcessFigures> figures = new LinkedHashMap<>();
        for (int i = 0; i < children.size(); i++)
        {
            figures.put(role(i), children.get(i).figures());
        }
        figures.put("client", ProcessFigures.ofThisProcess(0, settings.sentBytes("client")));
        return figures;
    }

    @Override
    public long position(final int party)
    {
        return children.get(party).position();
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
