package io.balsa.bench.bare;

import io.balsa.bench.BenchException;
import io.balsa.bench.process.ProcessFigures;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All parties in the process of the client, each with threads of its own. */
final class ThreadParties implements BareParties
{
    private final List<BareParty> running = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final BareSettings settings;
    private volatile Throwable error;

    ThreadParties(final BareSettings settings)
    {
        this.settings = settings;
        try
        {
            start(BareMember.LEADER);
            for (int i = 0; i < settings.shape().followers(); i++)
            {
                start(Integer.toString(i));
            }
        }
        catch (final IOException | RuntimeException ex)
        {
            close();
            throw new BenchException("the bare path cannot be started: " + ex, ex);
        }
    }

    private void start(final String party) throws IOException
    {
        running.add(new BareParty(settings, party, ex -> error = ex));
        names.add(party);
    }

    @Override
    public Map<String, ProcessFigures> figures()
    {
        return Map.of("members and client", ProcessFigures.ofThisProcess(
            running.stream().mapToLong(BareParty::forces).sum(),
            settings.sentBytes("client") + names.stream().mapToLong(settings::sentBytes).sum()));
    }

    @Override
    public long position(final int party)
    {
        return running.get(party).position();
    }

    @Override
    public void checkRunning()
    {
        if (error != null)
        {
            throw new BenchException("a party of the bare path has ended: " + error, error);
        }
    }

    @Override
    public void stop()
    {
        checkRunning();
        close();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(running);
        running.clear();
    }
}
