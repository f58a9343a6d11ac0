package io.balsa.bench.cluster;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.node.IdleMode;

import java.io.IOException;
import java.nio.file.Path;

/** The process of a media driver that members and client share. */
final class SharedDriver
{
    private SharedDriver()
    {
    }

    /**
     * Run until the standard input ends.
     *
     * @param args directory of the driver, idle mode.
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
