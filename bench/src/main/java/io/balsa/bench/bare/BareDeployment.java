package io.balsa.bench.bare;

import io.balsa.bench.BenchException;
import io.balsa.bench.hop.AeronTarget;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.process.Child;
import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.JavaCommand;
import io.balsa.node.demo.StopRequest;
import org.agrona.CloseHelper;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A bare path that runs. */
final class BareDeployment implements Deployment
{
    private static final long SETTLE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Map<String, Child> parties = new LinkedHashMap<>();
    private final BareSettings settings;
    private final StopRequest stop;

    BareDeployment(final BareSettings settings, final RigDirectory directory, final StopRequest stop)
    {
        this.settings = settings;
        this.stop = stop;
        try
        {
            start("leader", BareMember.LEADER, directory);
            for (int i = 0; i < BareSettings.FOLLOWERS; i++)
            {
                start("follower " + (i + 1), Integer.toString(i), directory);
            }
            parties.values().forEach(Child::awaitReady);
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    private void start(final String role, final String party, final RigDirectory directory)
    {
        parties.put(role, Child.start(
            role + " of the bare path",
            JavaCommand.ofMain(BareMember.class, settings.toArgs(party)),
            directory.file("bare-" + party + ".err"),
            stop));
    }

    @Override
    public Target connect(final ReplyHandler handler)
    {
        final AeronTarget target = new AeronTarget(settings.media("client"), settings.client(), handler);
        try
        {
            target.awaitConnected(stop);
            return target;
        }
        catch (final RuntimeException ex)
        {
            target.close();
            throw ex;
        }
    }

    @Override
    public Map<String, ProcessFigures> figures()
    {
        final Map<String, ProcessFigures> figures = new LinkedHashMap<>();
        parties.forEach((role, party) -> figures.put(role, party.figures()));
        figures.put("client", ProcessFigures.ofThisProcess(0, MediaBytes.sent(settings.driver("client"))));
        return figures;
    }

    @Override
    public int leaderChanges()
    {
        return 0;
    }

    @Override
    public void checkRunning()
    {
        parties.values().forEach(Child::checkRunning);
    }

    @Override
    public void verifyAndStop(final long commands)
    {
        final long startNs = System.nanoTime();
        for (final Child party : parties.values())
        {
            for (long position = party.position(); position != commands; position = party.position())
            {
                if (position > commands || System.nanoTime() - startNs >= SETTLE_TIMEOUT_NS)
                {
                    throw new BenchException(
                        "a party of the bare path has " + position + " commands and not " + commands);
                }
                stop.pause(LOOK_INTERVAL_NS);
            }
        }
        parties.values().forEach(Child::stop);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(parties.values());
    }
}
