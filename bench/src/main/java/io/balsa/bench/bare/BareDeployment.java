package io.balsa.bench.bare;

import io.balsa.bench.BenchException;
import io.balsa.bench.hop.AeronTarget;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.process.Child;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.process.SharedDriver;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
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

    private final BareSettings settings;
    private final StopRequest stop;
    private final Child driver;
    private final BareParties parties;

    BareDeployment(final BareSettings settings, final RigDirectory directory, final StopRequest stop)
    {
        this.settings = settings;
        this.stop = stop;
        driver = settings.isDriverShared() ? SharedDriver.start(
            settings.driver(BareMember.LEADER), settings.idle(), directory.file("driver.err"), stop) : null;
        try
        {
            parties = settings.shape().isInProcess() ?
                new ThreadParties(settings) : new ProcessParties(settings, directory, stop);
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.close(driver);
            throw ex;
        }
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
        final Map<String, ProcessFigures> figures = new LinkedHashMap<>(parties.figures());
        if (driver != null)
        {
            figures.put("media driver", driver.figures());
        }
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
        parties.checkRunning();
        if (driver != null)
        {
            driver.checkRunning();
        }
    }

    @Override
    public void verifyAndStop(final long commands)
    {
        final long startNs = System.nanoTime();
        for (int i = 0; i < settings.shape().members(); i++)
        {
            for (long position = parties.position(i); position != commands; position = parties.position(i))
            {
                if (position > commands || System.nanoTime() - startNs >= SETTLE_TIMEOUT_NS)
                {
                    throw new BenchException(
                        "a party of the bare path has " + position + " commands and not " + commands);
                }
                stop.pause(LOOK_INTERVAL_NS);
            }
        }
        parties.stop();
        if (driver != null)
        {
            driver.stop();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(parties, driver);
    }
}
