package io.balsa.bench.process;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.node.IdleMode;
import io.balsa.node.JavaCommand;
import io.balsa.node.demo.StopRequest;

import java.io.IOException;
import java.nio.file.Path;

/** The process of a media driver that members and client share. */
public final class SharedDriver
{
    private SharedDriver()
    {
    }

    /**
     * Start it.
     *
     * @param directory of the driver.
     * @param idle      what its thread does without work.
     * @param errors    file for what it complains of.
     * @param stop      ends the waiting for it.
     * @return the process, ready.
     */
    public static Child start(
        final Path directory, final IdleMode idle, final Path errors, final StopRequest stop)
    {
        final Child started = Child.start("media driver",
            JavaCommand.ofMain(SharedDriver.class, directory.toString(), idle.name()), errors, stop);
        try
        {
            started.awaitReady();
            return started;
        }
        catch (final RuntimeException ex)
        {
            started.close();
            throw ex;
        }
    }

    /**
     * Run until the standard input ends.
     *
     * @param args directory of the driver, idle mode.
     * @throws IOException when the standard input fails.
     */
    public static void main(final String[] args) throws IOException
    {
        final MediaDriver.Context context = new MediaDriver.Context()
            .aeronDirectoryName(args[0])
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(IdleMode.valueOf(args[1]).newStrategy())
            .termBufferSparseFile(true);
        final MediaDriver driver = MediaDriver.launch(context);
        try
        {
            Parent.serve(() -> ProcessFigures.ofThisProcess(0, MediaBytes.sent(Path.of(args[0]))), () -> 0);
        }
        finally
        {
            driver.close();
        }
    }
}
